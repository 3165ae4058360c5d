/** Light, dark, or as the machine has it; kept for the next visit. */

import { Monitor, Moon, Sun } from 'lucide-react';
import { useEffect, useState } from 'react';

const STORED_AS = 'coinhound-theme';
const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const ICONS = { auto: Monitor, light: Sun, dark: Moon } as const;

export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  useEffect(() => {
    localStorage.setItem(STORED_AS, theme);
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  const Icon = ICONS[theme];
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  const label = `Theme: ${theme}; change to ${next}`;
  return (
    <button type="button" onClick={() => setTheme(next)} aria-label={label} title={label}>
      <Icon aria-hidden size={18} />
    </button>
  );
}

function storedTheme(): Theme {
  const stored = localStorage.getItem(STORED_AS);
  return THEMES.find((theme) => theme === stored) ?? 'auto';
}
