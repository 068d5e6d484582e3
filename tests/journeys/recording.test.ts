import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, it} from 'vitest';
import {createConsoleRecording, recordingFile} from '../../source/commands/console/recording.ts';
import {createStore} from '../../source/domain/snapshot/store.ts';
import {createPast} from '../../source/recording/past.ts';
import {firstOf} from '../../source/recording/sides.ts';
import {createTimeMachine} from '../../source/recording/time-machine.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {beginJourney} from '../helpers/journey.tsx';
import {momentsOf} from '../helpers/moments.ts';
import {opened, ownFolder, recorded} from '../helpers/recordings.ts';

function consoleWith(folder: string, lives: readonly Live[]) {
	const store = createStore(lives[0] as Live);
	const machine = createTimeMachine({live: store, moments: createPast()});
	const recorded: boolean[] = [];
	const recording = createConsoleRecording({
		folder,
		live: store,
		journal: () => [],
		record: on => recorded.push(on),
		setRecording: machine.setRecording,
	});
	const journey = beginJourney({
		shown: machine.shown,
		services: {record: recording.toggle},
	});
	return {journey, store, recording, recorded};
}

describe('R', () => {
	it('records to a new file until R stops it, and the header shows it', async () => {
		const folder = path.join(ownFolder(), 'state', 'recordings');
		const lives = momentsOf(4);
		const {journey, store, recorded} = consoleWith(folder, lives);
		journey.press('R');
		await journey.sees(/ REC /);
		await journey.sees('Recording to');
		expect(recorded).toEqual([true]);
		for (const live of lives.slice(1)) store.set(live);
		journey.press('R');
		await journey.sees('4 samples written');
		await journey.seesNot(/ REC /);
		expect(recorded).toEqual([true, false]);
		const [name = ''] = readdirSync(folder);
		expect(name).toMatch(/^registry-db-1\.example\.org-\d{8}T\d{6}Z\.pgdeck$/);
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		expect(opened(path.join(folder, name)).at(Infinity)?.snapshot).toEqual(lives[3]?.snapshot);
	});

	it('shows a failed recording in the header, and continues sampling', async () => {
		const folder = ownFolder();
		const [first, second] = momentsOf(2);
		if (!first || !second) throw new Error('There are two moments.');
		const {journey, store, recorded} = consoleWith(folder, [first]);
		journey.press('R');
		await journey.sees(/ REC /);
		const [name = ''] = readdirSync(folder);
		const database = new DatabaseSync(path.join(folder, name));
		database.exec('drop table frame');
		database.close();
		store.set(second);
		await journey.sees('REC FAILED');
		expect(recorded).toEqual([true, false]);
		store.set(first);
		journey.press('R');
		await journey.sees(/no\s+such\s+table[\s\S]*recorded so far/);
		await journey.seesNot('REC FAILED');
	});

	it('is the reference of the changes in its replay', async () => {
		const lives = momentsOf(5);
		const recording = opened(recorded(lives));
		const side = firstOf(recording);
		const machine = createTimeMachine({
			moments: recording,
			reference: {source: 'beginning', side: () => side},
		});
		const journey = beginJourney({shown: machine.shown, services: {travel: machine.travel}});
		journey.press('c');
		await journey.sees(/0 changes since the recording began at [\d:]+ ─/);
		journey.press('....');
		await journey.sees('REPLAY');
		await journey.sees(/changes? since the recording began at [\d:]+, 8 s before/);
		await journey.sees(/indexes +gone/);
		machine.stop();
	});

	it('gives the reason if a recording cannot start', async () => {
		const {journey} = consoleWith('/dev/null/recordings', momentsOf(1));
		journey.press('R');
		await journey.sees(/The folder \/dev\/null\/recordings can't be created/);
		expect(journey.screen()).not.toMatch(/ REC /);
	});

	it('is named after server and time, whatever characters they contain', () => {
		const at = new Date('2026-11-21T18:03:04.567Z');
		expect(recordingFile('/s', {database: '../a b/ü', host: '/var/run/postgresql'}, at)).toBe(
			'/s/a_b_-postgresql-20261121T180304Z.pgdeck',
		);
	});
});
