/**
 * The mark of an id that is none.
 */

import Type from 'typebox';

export const syntheticId = Type.Optional(
  Type.Boolean({ description: 'True for an id that stands in for one that the source does not have.' }),
);
