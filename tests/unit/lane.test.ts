import {expect, it} from 'vitest';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import type {Reader} from '../../source/postgres/reader.ts';
import {createLane, type LaneResult} from '../../source/sampler/engine/lane.ts';
import type {Topic} from '../../source/sampler/engine/topic.ts';
import {until} from '../helpers/scenario.ts';

it('returns early results once each while the rest is slow', async () => {
	const account = {cost: {queries: 1, tookMs: 2}} as Reader;
	const reader = {metered: () => account} as Reader;
	const slow = Promise.withResolvers<unknown>();
	const slower = Promise.withResolvers<unknown>();
	const topics = [
		{id: 'health', connection: 'sampling', grant: () => '', read: async () => 'well'},
		{id: 'indexes', connection: 'sampling', grant: () => '', read: () => slow.promise},
		{id: 'tables', connection: 'sampling', grant: () => '', read: () => slower.promise},
	] as unknown as Topic[];
	const lane = createLane(topics, reader);
	const early: LaneResult[] = [];
	const context = {now: new Date(0)} as never;
	const all = lane.read(context, new Set(), new Map(), emptySections, undefined, result =>
		early.push(result),
	);
	const came = async (number: number) =>
		until(
			() => early.map(({sections}) => Object.keys(sections)),
			({length}) => length === number,
		);
	expect(await came(1)).toEqual([['health']]);
	slow.resolve('many');
	expect(await came(2)).toEqual([['health'], ['indexes']]);
	slower.resolve('more');
	const rest = await all;
	expect([Object.keys(rest.sections), rest.queries]).toEqual([['tables'], 2]);
});
