/** Kinds of upkeep tasks, in the order in which they are listed and run. */
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
