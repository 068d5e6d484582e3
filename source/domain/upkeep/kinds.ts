/** Pieces of upkeep, in the order in which they are listed and done. */
export const upkeepKinds = [
	'partitions',
	'retention',
	'refresh',
	'analyze',
	'weekly',
	'monthly',
	'quarterly',
] as const;
export type UpkeepKind = (typeof upkeepKinds)[number];
