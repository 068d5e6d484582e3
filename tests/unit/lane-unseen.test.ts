import {expect, it} from 'vitest';
import type {SectionId} from '../../source/domain/snapshot/schema.ts';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {absenceWords} from '../../source/domain/snapshot/words.ts';
import {createLane} from '../../source/sampler/engine/lane.ts';
import {leastPaceMs, type Wanted} from '../../source/sampler/engine/least-pace.ts';
import {type Topic, Unsupported} from '../../source/sampler/engine/topic.ts';
import {silentReader} from '../helpers/sampler-of.ts';

const topic = (id: SectionId, unseenMs?: number): Topic => ({
	id,
	connection: 'sampling',
	...(unseenMs === undefined ? {} : {unseenMs}),
	grant: () => '',
	read: async () => new Unsupported(absenceWords('not-recorded')),
});

/** Periods at the slowest pace that the wanted sections allow, whatever they cost. */
const paces = (topics: readonly Topic[], wanted: Wanted) =>
	new Map(topics.map(one => [one.id, leastPaceMs(one, wanted)]));

/** A lane with a topic of every pane and one of a single pane, read second by second. */
function begin() {
	const topics = [topic('health'), topic('migrations', 30_000)];
	const lane = createLane(topics, silentReader);
	return {
		lane,
		at: async (second: number, shown?: readonly SectionId[], recordedAtLeastMs?: number) => {
			const context = {now: new Date(second * 1000)} as never;
			const wanted = {shown: shown && new Set<SectionId>(shown), recordedAtLeastMs};
			const result = await lane.read(context, new Set(), paces(topics, wanted), emptySections, wanted);
			return Object.keys(result.sections);
		},
	};
}

it('reads sections off screen after the first sample, then at their own pace', async () => {
	const {at} = begin();
	expect(await at(0, ['health'])).toEqual(['health']);
	expect(await at(2, ['health'])).toEqual(['health', 'migrations']);
	expect(await at(4, ['health'])).toEqual(['health']);
	expect(await at(31, ['health'])).toEqual(['health']);
	expect(await at(32, ['health'])).toEqual(['health', 'migrations']);
});

it('reads sections on screen at every sample', async () => {
	const {at} = begin();
	expect(await at(0, ['migrations'])).toEqual(['health', 'migrations']);
	expect(await at(2, ['migrations'])).toEqual(['health', 'migrations']);
});

it('reads all sections without a screen', async () => {
	const {at} = begin();
	expect(await at(0)).toEqual(['health', 'migrations']);
});

it('reads a requested section at once when it becomes visible', async () => {
	const {lane, at} = begin();
	await at(0, ['health']);
	await at(2, ['health']);
	lane.expire(['migrations']);
	expect(await at(3, ['migrations'])).toEqual(['health', 'migrations']);
});

it('reads sections off screen for a recording, at their own pace', async () => {
	const seldom = Number.POSITIVE_INFINITY;
	const topics = [topic('health'), topic('statements', seldom), topic('indexes')];
	const lane = createLane(topics, silentReader);
	const read: string[] = [];
	for (let second = 0; second <= 64; second += 2) {
		const context = {now: new Date(second * 1000)} as never;
		const wanted = {shown: new Set<SectionId>(), recordedAtLeastMs: seldom};
		const {sections} = await lane.read(context, new Set(), paces(topics, wanted), emptySections, wanted);
		read.push(...Object.keys(sections).map(id => `${id} ${second}`));
	}
	expect(read.filter(item => item.startsWith('health'))).toHaveLength(33);
	expect(read.filter(item => !item.startsWith('health'))).toEqual([
		'indexes 0',
		'statements 2',
		'indexes 30',
		'statements 32',
		'indexes 60',
		'statements 62',
	]);
});

it('reads them as often as a short recording requires', async () => {
	const {at} = begin();
	expect(await at(0, [], 2000)).toEqual(['health']);
	expect(await at(2, [], 2000)).toEqual(['health', 'migrations']);
	expect(await at(3, [], 2000)).toEqual(['health']);
	expect(await at(4, [], 2000)).toEqual(['health', 'migrations']);
});

it('counts the main sections of a pane as visible, not partly shown ones', async () => {
	const looked: string[] = [];
	const noting = (id: SectionId): Topic => ({
		...topic(id),
		read: async ({shown}) => {
			if (shown) looked.push(id);
			return new Unsupported(absenceWords('not-recorded'));
		},
	});
	const lane = createLane([noting('health'), noting('settings')], silentReader);
	const read = (shown: readonly SectionId[]) =>
		lane.read({now: new Date(0)} as never, new Set(), new Map(), emptySections, {
			shown: new Set<SectionId>(shown),
			about: shown[0],
		});
	await read(['health', 'settings']);
	expect(looked).toEqual(['health']);
	await read(['settings']);
	expect(looked).toEqual(['health', 'settings']);
});
