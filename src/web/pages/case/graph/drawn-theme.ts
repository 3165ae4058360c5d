/**
 * Colours and icons of what is drawn and not styled.
 */

/** Colours of the theme, as CSS. */
export interface Palette {
  readonly ground: string;
  readonly surface: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly quiet: string;
  readonly accent: string;
  kind(kind: string): string;
}

/** Icons of kinds. */
export interface IconMarkup {
  /** The inside of an icon's SVG, 24 by 24. */
  markup(kind: string): string;
}
