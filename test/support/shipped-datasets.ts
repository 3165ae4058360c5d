/** Names of the shipped datasets that have cases, apart from what only runs within a test. */
export const DATASETS = ['crypto-com-2022', 'ronin-2022', 'whirlpool-2024'] as const;
