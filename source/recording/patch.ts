/** The parts of an array in order: unchanged rows, a changed row, or new rows. */
type ArrayPart =
	| readonly [from: number, count: number]
	| readonly [from: number, change: Patch]
	| {readonly v: unknown};

/** The difference between two documents: a new value, changed members, or parts of an array. */
export type Patch =
	| {readonly v: unknown}
	| {readonly o: Readonly<Record<string, Patch>>; readonly d?: readonly string[]}
	| {readonly a: readonly ArrayPart[]};

type Members = Readonly<Record<string, unknown>>;

/**
The difference between two documents; undefined if there is none. Consecutive samples differ in a few counters among
thousands of rows, so a minute of them is hardly larger than one sample.
*/
export function difference(before: unknown, after: unknown): Patch | undefined {
	if (Object.is(before, after)) return undefined;
	if (before instanceof Date && after instanceof Date)
		return before.getTime() === after.getTime() ? undefined : {v: after};
	if (Array.isArray(before) && Array.isArray(after)) return arrayDifference(before, after);
	if (isMembers(before) && isMembers(after)) return membersDifference(before, after);
	return {v: after};
}

/** Applies a difference. Unchanged parts are the same objects as before. */
export function applyPatch(before: unknown, patch: Patch): unknown {
	if ('v' in patch) return patch.v;
	if ('a' in patch) return patch.a.flatMap(part => partOf(before as readonly unknown[], part));
	const {o: changes, d: dropped = []} = patch;
	const after: Record<string, unknown> = {...(before as Members)};
	for (const key of dropped) delete after[key];
	for (const [key, change] of Object.entries(changes)) after[key] = applyPatch(after[key], change);
	return after;
}

function partOf(before: readonly unknown[], part: ArrayPart): readonly unknown[] {
	if ('v' in part) return [part.v];
	const [from, what] = part;
	return typeof what === 'number' ? before.slice(from, from + what) : [applyPatch(before[from], what)];
}

function isMembers(value: unknown): value is Members {
	return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

function membersDifference(before: Members, after: Members): Patch | undefined {
	let changes: Record<string, Patch> | undefined;
	let kept = 0;
	// Avoids a list of entries, because each sample compares tens of thousands of rows.
	for (const key in after) {
		const value = after[key];
		// JSON has no undefined: such a member counts as absent.
		if (value === undefined) continue;
		const known = before[key];
		if (known === undefined) {
			changes ??= {};
			changes[key] = {v: value};
			continue;
		}
		kept++;
		const change = difference(known, value);
		if (!change) continue;
		changes ??= {};
		changes[key] = change;
	}
	let members = 0;
	for (const key in before) if (before[key] !== undefined) members++;
	if (members > kept) {
		const dropped = Object.keys(before).filter(key => before[key] !== undefined && after[key] === undefined);
		return {o: changes ?? {}, d: dropped};
	}
	return changes && {o: changes};
}

function arrayDifference(before: readonly unknown[], after: readonly unknown[]): Patch | undefined {
	let places: ReadonlyMap<string, number> | undefined;
	// Most rows keep their position, so the map is seldom needed.
	const placeOfKey = (key: string) => {
		places ??= placesByKey(before);
		return places.get(key);
	};
	const parts: Array<[number, number] | Exclude<ArrayPart, readonly [number, number]>> = [];
	let next = 0;
	for (const [index, value] of after.entries()) {
		const from = placeOf(value, [next, index, index - 1, index + 1], before, placeOfKey);
		const change = from === undefined ? {v: value} : difference(before[from], value);
		if (from !== undefined) next = from + 1;
		if (from === undefined) parts.push({v: value});
		else if (change) parts.push([from, change]);
		else {
			const last = parts.at(-1);
			if (Array.isArray(last) && typeof last[1] === 'number' && last[0] + last[1] === from) last[1]++;
			else parts.push([from, 1]);
		}
	}
	const [only] = parts;
	const same =
		before.length === after.length &&
		(before.length === 0 || (parts.length === 1 && Array.isArray(only) && only[1] === before.length));
	return same ? undefined : {a: parts};
}

/** The keys that identify rows of the snapshot. A wrong guess only costs space. */
const names = ['oid', 'pid', 'id', 'queryId', 'schema', 'name', 'version', 'kind', 'at'] as const;

function keyOf(value: unknown): string | undefined {
	if (!isMembers(value)) return undefined;
	const key = names
		.map(name => value[name])
		.filter(part => part !== undefined)
		.map(part => (part instanceof Date ? part.getTime() : String(part)))
		.join('\u0000');
	return key === '' ? undefined : key;
}

function placesByKey(rows: readonly unknown[]): ReadonlyMap<string, number> {
	const places = new Map<string, number>();
	for (const [index, row] of rows.entries()) {
		const key = keyOf(row);
		if (key !== undefined) places.set(key, index);
	}
	return places;
}

/** The previous row with the same key, or at the same position if rows have no key. */
function placeOf(
	value: unknown,
	likely: readonly [number, number, number, number],
	before: readonly unknown[],
	placeOfKey: (key: string) => number | undefined,
): number | undefined {
	for (const place of likely)
		if (place >= 0 && place < before.length && before[place] === value) return place;
	const key = keyOf(value);
	const [next, index] = likely;
	if (key === undefined) return index < before.length ? index : undefined;
	for (const place of [next, index]) if (place < before.length && keyOf(before[place]) === key) return place;
	return placeOfKey(key);
}
