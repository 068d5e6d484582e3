import * as z from 'zod';

/** One figure for each counter; null where this server does not count it. */
export type Figures<Name extends string> = Readonly<Record<Name, number | null>>;

/** Counters in three views: as they stand, what they did since pgdeck connected, and a second of the last interval. */
export type Counted<Name extends string> = {
	readonly total: Figures<Name>;
	readonly sinceConnected: Figures<Name> | null;
	readonly perSecond: Figures<Name> | null;
	readonly reset: boolean;
};

/** The one of the three that a pane shows. */
export const countedViews = ['interval', 'connected', 'lifetime'] as const;
export type CountedView = (typeof countedViews)[number];

export function countedSchema<Name extends string>(names: readonly Name[]) {
	const figures = z.record(z.enum(names), z.number().nullable());
	return z.object({
		total: figures.describe('As they stand; null for what this server does not count'),
		sinceConnected: figures
			.nullable()
			.describe('Since pgdeck connected, or since a reset after that; null for the first sample'),
		perSecond: figures
			.nullable()
			.describe('A second, since the sample before; null for the first and after a reset'),
		reset: z.boolean().describe('They began anew since the sample before'),
	});
}

/** The figures of a view; undefined where there is nothing to compare with yet. */
export function figuresOf<Name extends string>(
	counted: Counted<Name>,
	view: CountedView,
): Figures<Name> | undefined {
	if (view === 'lifetime') return counted.total;
	return (view === 'interval' ? counted.perSecond : counted.sinceConnected) ?? undefined;
}
