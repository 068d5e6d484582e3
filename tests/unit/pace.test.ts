import {expect, it} from 'vitest';
import type {Reader} from '../../source/postgres/reader.ts';
import {createPace} from '../../source/sampler/engine/pace.ts';

/** A connection on which each query takes a given time. It counts the queries. */
function fakeReader(tookMs: number) {
	const cost = {queries: 0, tookMs: 0};
	const reader = {cost} as Reader;
	const ask = async () => {
		cost.tookMs += tookMs;
		return ++cost.queries;
	};
	return {reader, ask};
}

const after = (milliseconds: number) => new Date(1_000_000 + milliseconds);

it('reads again after the minimum time and reports the age of its value', async () => {
	const {reader, ask} = fakeReader(1);
	const pace = createPace<number>({minimumMs: 1000, share: 0.1});
	expect(await pace('', after(0), reader, ask)).toEqual({value: 1, sampledAt: after(0)});
	expect(await pace('', after(999), reader, ask)).toEqual({value: 1, sampledAt: after(0)});
	expect(await pace('', after(1000), reader, ask)).toEqual({value: 2, sampledAt: after(1000)});
});

it('throttles an expensive query to its share of a core', async () => {
	const {reader, ask} = fakeReader(20);
	const pace = createPace<number>({minimumMs: 1000, share: 0.001});
	await pace('', after(0), reader, ask);
	expect((await pace('', after(19_999), reader, ask)).value).toBe(1);
	expect((await pace('', after(20_000), reader, ask)).value).toBe(2);
});

it('reads at once when the key changes', async () => {
	const {reader, ask} = fakeReader(20);
	const pace = createPace<number>({minimumMs: 1000, share: 0.001});
	await pace('1 hour', after(0), reader, ask);
	expect((await pace('6 hours', after(1), reader, ask)).value).toBe(2);
	expect((await pace('6 hours', after(2), reader, ask)).value).toBe(2);
});

it('reads again at once after a temporary failure', async () => {
	const {reader, ask} = fakeReader(1);
	const pace = createPace<number>({minimumMs: 60_000, share: 0.001});
	await expect(pace('', after(0), reader, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
	expect((await pace('', after(1), reader, ask)).value).toBe(1);
});

it('throttles a failing query and reports its failure meanwhile', async () => {
	const {reader, ask} = fakeReader(20);
	const pace = createPace<number>({minimumMs: 1000, share: 0.001});
	const failing = async () => {
		await ask();
		throw new Error('canceling statement due to statement timeout');
	};
	await expect(pace('', after(0), reader, failing)).rejects.toThrow('canceling');
	await expect(pace('', after(19_999), reader, ask)).rejects.toThrow('canceling');
	expect(reader.cost.queries).toBe(1);
	expect((await pace('', after(20_000), reader, ask)).value).toBe(2);
});

it('reads again at once after a lost connection', async () => {
	const {reader, ask} = fakeReader(20);
	const pace = createPace<number>({minimumMs: 1000, share: 0.001});
	const lost = async () => {
		throw Object.assign(new Error('gone'), {code: 'CONNECTION_CLOSED'});
	};
	await expect(pace('', after(0), reader, lost)).rejects.toThrow('gone');
	expect((await pace('', after(1), reader, ask)).value).toBe(1);
});
