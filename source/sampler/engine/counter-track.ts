import type {Counted, Figures} from '../../domain/snapshot/counted.ts';

/** A counted object as one reading found it. */
type CountedRow<Name extends string> = {
	readonly key: string;
	/** Changes when the counters are reset, whatever they have reached since: the time of the reset. */
	readonly epoch: string;
	readonly figures: Figures<Name>;
};

type Known<Name extends string> = {epoch: string; base: Figures<Name>; last: Figures<Name>};

/**
Follows counters across readings. An object first seen in a later reading started at zero after the first one, so all
its counts belong to this session. Counters that fall, or whose epoch changes, were reset: a rate across a reset would
be wrong, so only the counts since then are used.
*/
export function createCounterTrack<Name extends string>() {
	const known = new Map<string, Known<Name>>();
	let firstAt: Date | undefined;
	let lastAt: Date | undefined;

	return {
		/** The start of "since connected". */
		get since(): Date | undefined {
			return firstAt;
		},

		/** @param at the time of the reading, by the server's clock if known */
		take(rows: readonly CountedRow<Name>[], at: Date): Map<string, Counted<Name>> {
			const overMs = lastAt ? at.getTime() - lastAt.getTime() : 0;
			const first = firstAt === undefined;
			firstAt ??= at;
			lastAt = at;
			const result = new Map<string, Counted<Name>>();
			for (const {key, epoch, figures} of rows) {
				const before = known.get(key);
				const reset = before !== undefined && (before.epoch !== epoch || fell(figures, before.last));
				const base = before === undefined ? (first ? figures : zeros(figures)) : before.base;
				const last = before?.last ?? zeros(figures);
				known.set(key, {epoch, base: reset ? zeros(figures) : base, last: figures});
				result.set(key, {
					total: figures,
					sinceConnected: first ? null : difference(figures, reset ? zeros(figures) : base, 1),
					perSecond: first || reset || overMs <= 0 ? null : difference(figures, last, 1000 / overMs),
					reset,
				});
			}
			for (const key of known.keys()) if (!result.has(key)) known.delete(key);
			return result;
		},
	};
}

type CounterTrack<Name extends string> = ReturnType<typeof createCounterTrack<Name>>;

/** Counters of a single object. */
export function takeOne<Name extends string>(
	track: CounterTrack<Name>,
	epoch: string,
	figures: Figures<Name>,
	at: Date,
): Counted<Name> {
	const taken = track.take([{key: '', epoch, figures}], at).get('');
	if (!taken) throw new Error('What was counted is not there.');
	return taken;
}

function fell<Name extends string>(figures: Figures<Name>, last: Figures<Name>): boolean {
	return names(figures).some(name => (figures[name] ?? 0) < (last[name] ?? 0));
}

function difference<Name extends string>(
	figures: Figures<Name>,
	from: Figures<Name>,
	factor: number,
): Figures<Name> {
	return mapped(figures, (value, name) => (value - (from[name] ?? 0)) * factor);
}

function zeros<Name extends string>(figures: Figures<Name>): Figures<Name> {
	return mapped(figures, () => 0);
}

function mapped<Name extends string>(
	figures: Figures<Name>,
	change: (value: number, name: Name) => number,
): Figures<Name> {
	const result = {} as Record<Name, number | null>;
	for (const name of names(figures)) {
		const value = figures[name];
		result[name] = value === null ? null : change(value, name);
	}
	return result;
}

function names<Name extends string>(figures: Figures<Name>): Name[] {
	return Object.keys(figures) as Name[];
}
