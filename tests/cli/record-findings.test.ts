import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {encodeSnapshot} from '../../source/domain/snapshot/schema.ts';
import {sectionIds} from '../../source/domain/snapshot/sections.ts';
import {createTimeMachine} from '../../source/recording/time-machine.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {runProgram} from '../helpers/program.ts';
import {opened, ownFolder, recorderTo} from '../helpers/recordings.ts';
import {frameOf, sizes, uiOn} from '../helpers/render.ts';
import {begin, type Holder, hold, untilWaiting} from '../helpers/scenario.ts';
import {found, gone, watch} from '../helpers/scenario-findings.ts';

const thresholds = {
	...{blockedSeconds: 0, blockedCriticalSeconds: 3600},
	...{idleInTransactionSeconds: 0, idleInTransactionCriticalSeconds: 3600},
};
const panes = ['findings', 'overview', 'blocking', 'sessions'] as const;

describe.each(versions)('recorded findings on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	await database.sql`create table orders (id int)`;
	/** One that keeps another waiting. */
	const inTrouble = async (): Promise<Holder> => {
		const root = await hold(database, "set local application_name = 'night job'", 'lock table orders');
		const behind = await begin(database, 'select count(*) from orders');
		await untilWaiting(database, behind);
		return root;
	};
	const ofRoot =
		({pid}: Holder) =>
		({rule, row}: {rule: string; row: string | null}) =>
			rule === 'blocking' && row?.startsWith(`${pid} `) === true;
	/** All but the header, which says that it is of the past, and the keys, which are others there. */
	const drawn = (live: Live) =>
		panes.map(pane => sizes.map(size => frameOf({live, ui: uiOn(pane), size, now: 0}).plain.slice(1, -1)));

	it('are shown in the samples that had them, and in no others', async () => {
		const watched = await watch(database.connection(), thresholds);
		const root = await inTrouble();
		await found(watched, ofRoot(root));
		const {snapshot: during} = watched.sampler.live;
		await watched.live(({snapshot}) => snapshot.takenAt.getTime() > during.takenAt.getTime());
		await root.release();
		await gone(watched, ofRoot(root));
		watched.sampler.stop();
		const file = path.join(ownFolder(), 'a.pgdeck');
		const recorder = recorderTo(file, {}, watched.published[0]?.snapshot.server);
		for (const live of watched.published) recorder.add(live);
		recorder.close();
		const recording = opened(file);
		const machine = createTimeMachine({moments: recording});
		const times = recording.times();
		const bySample = new Map(watched.published.map(live => [live.snapshot.takenAt.getTime(), live]));
		const had: boolean[] = [];
		for (const [place, time] of times.entries()) {
			if (place > 0) machine.travel({samples: 1});
			const again = machine.shown.get();
			const live = bySample.get(time) as Live;
			// Sections pending in the first samples are shown by a replay as not read at that moment.
			if (sectionIds.some(id => live.snapshot.sections[id].status === 'pending')) continue;
			expect(encodeSnapshot(again.snapshot)).toEqual(encodeSnapshot(live.snapshot));
			expect(drawn(again)).toEqual(drawn(live));
			const has = again.snapshot.findings.rows.some(ofRoot(root));
			const text = frameOf({live: again, ui: uiOn('findings')}).text;
			expect(text.includes(`${root.pid} "night job" of`)).toBe(
				has || again.snapshot.findings.rows.some(({title}) => title.startsWith(`${root.pid} "night job"`)),
			);
			had.push(has);
		}
		expect([had[0], had.includes(true), had.at(-1)]).toEqual([false, true, false]);
	});

	it('are written by pgdeck record with the thresholds of its configuration', async () => {
		const folder = ownFolder();
		const [file, config] = [path.join(folder, 'a.pgdeck'), path.join(folder, 'config.json')];
		writeFileSync(config, JSON.stringify({findings: thresholds}));
		const root = await inTrouble();
		const {code, error} = await runProgram(
			['record', file, database.uri(), '--config', config, '--interval', '0.5', '--for', '3s'],
			{XDG_STATE_HOME: folder},
		);
		await root.release();
		expect([code, /Warning|undefined/.test(error)]).toEqual([0, false]);
		const recording = opened(file);
		const time =
			recording.times().find(at => recording.at(at)?.snapshot.findings.rows.some(ofRoot(root))) ?? 0;
		const frames = [1, 2].map(() => {
			const machine = createTimeMachine({moments: opened(file)});
			machine.travel({samples: recording.times().indexOf(time)});
			return frameOf({live: machine.shown.get(), ui: uiOn('findings')}).plain;
		});
		expect(frames[0]).toEqual(frames[1]);
		expect(frames[0]?.join('\n')).toMatch(
			new RegExp(`warning.*${root.pid} "night job" of \\w+ blocks 1 session`),
		);
	});
});
