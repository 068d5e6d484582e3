import {describe, expect, it} from 'vitest';
import {
	adopted,
	afterReset,
	type IndexLook,
	type IndexRecord,
	type NodeRecord,
	observed,
	quietTime,
	wasReset,
} from '../../source/history/index-evidence.ts';

const day = 86_400_000;
const fresh: NodeRecord = {lastSeenMs: 0, sightings: 0, epoch: 0, resets: []};
const look = (scans: number, change: Partial<IndexLook> = {}): IndexLook => ({
	...{oid: 1, fingerprint: 'f', name: 'i', scans, bytesPerRow: null},
	...change,
});
const at = (node: NodeRecord, days: number, sightings = days * 24): NodeRecord => ({
	...node,
	...{lastSeenMs: days * day, sightings},
});
const never = {at: null, reset: false};
const since = (days: number, reset = false) => ({at: new Date(days * day), reset});
const known = (record: IndexRecord) => new Map([[record.oid, record]]);

describe('a sampled index', () => {
	const first = observed(undefined, look(0), fresh, 0);

	it('is quiet since its first sample without a new scan', () => {
		const later = observed(first, look(0), at(fresh, 5), 10 * day);
		expect(later).toBe(first);
		expect(quietTime(later, at(fresh, 10))).toMatchObject({
			...{quietSince: new Date(0), firstSeen: new Date(0), seen: 240, resets: 0, gapMs: 0},
		});
	});

	it('is quiet since the sample that found a scan', () => {
		const used = observed(first, look(3), at(fresh, 5), 6 * day);
		expect(quietTime(used, at(fresh, 8))).toMatchObject({quietSince: new Date(6 * day)});
		expect(observed(used, look(3), at(fresh, 8), 9 * day)).toBe(used);
	});

	it('keeps its history through a reset, without the uncounted time', () => {
		const node = afterReset(at(fresh, 5), since(6), 7 * day);
		const after = observed(first, look(0), node, 7 * day);
		expect(quietTime(after, at(node, 12))).toMatchObject({
			...{quietSince: new Date(0), resets: 1, gapMs: day},
		});
	});

	it('is used if it has scans after a reset, even fewer than before', () => {
		const busy = observed(first, look(9), at(fresh, 1), day);
		const node = afterReset(at(fresh, 5), since(6), 7 * day);
		for (const scans of [2, 9, 20]) {
			expect(observed(busy, look(scans), node, 7 * day).quietSinceMs).toBe(7 * day);
		}
		expect(observed(busy, look(0), node, 7 * day)).toMatchObject({quietSinceMs: day, scans: 0, epoch: 1});
	});

	it('notices a reset of its own counters', () => {
		const busy = observed(first, look(9), at(fresh, 1), day);
		const after = observed(busy, look(0), at(fresh, 5), 6 * day);
		expect(quietTime(after, at(fresh, 6))).toMatchObject({quietSince: new Date(day), resets: 1, gapMs: day});
		expect(observed(busy, look(2), at(fresh, 5), 6 * day).quietSinceMs).toBe(6 * day);
	});

	it('counts as another index if its definition changes under the same oid', () => {
		const other = observed(first, look(0, {fingerprint: 'g'}), at(fresh, 5), 6 * day);
		expect(other).toMatchObject({firstSeenMs: 6 * day, quietSinceMs: 6 * day});
	});

	it('keeps the lowest bytes per row, with the time', () => {
		const one = observed(undefined, look(0, {bytesPerRow: 40}), fresh, 0);
		const two = observed(one, look(0, {bytesPerRow: 20}), fresh, day);
		const three = observed(two, look(0, {bytesPerRow: 60}), fresh, 2 * day);
		expect(three).toMatchObject({bestBytesPerRow: 20, bestMs: day});
	});

	it('continues under another oid after REINDEX CONCURRENTLY', () => {
		const used = observed(undefined, look(5), fresh, 0);
		const [found] = adopted([look(5, {oid: 7})], known(used)).values();
		expect(found).toBe(used);
		// Dropped and made again: somebody wanted it back.
		expect(adopted([look(0, {oid: 7})], known(used)).size).toBe(0);
		expect(adopted([look(0, {oid: 7})], known(first)).size).toBe(0);
		expect(adopted([look(5, {oid: 7, name: 'other'})], known(used)).size).toBe(0);
		const both = adopted([look(5), look(5, {oid: 7, name: 'other'})], known(used));
		expect([...both.keys()]).toEqual([1]);
		expect(observed(found, look(5, {oid: 7}), fresh, day)).toMatchObject({oid: 7, firstSeenMs: 0});
	});
});

describe('a reset', () => {
	const node = at(fresh, 5);
	const record = observed(undefined, look(9), fresh, 0);

	it.each([
		['not where counters count since before the last look', since(4, true), [look(9)], false],
		['where one is recorded since', since(6, true), [look(9)], true],
		['not at a start that kept the counters', since(6), [look(9)], false],
		['at a start after which there are fewer scans', since(6), [look(2)], true],
		['at a start after which nothing proves that they were kept', since(6), [look(12)], true],
		['not where nothing is known but a single index', never, [look(2)], false],
		['where nothing is known but several indexes', never, [look(2), look(2)], true],
	])('%s', (_what, from, looks, expected) => {
		expect(wasReset(node, known(record), looks, from)).toBe(expected);
	});
});
