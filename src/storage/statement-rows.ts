/**
 * How many rows one statement stores: PostgreSQL takes 65,535 parameters at most, and a row of the widest table has some thirty.
 */
export const ROWS_AT_ONCE = 1000;
