import {statSync} from 'node:fs';
import {beforeEach, describe, expect, it} from 'vitest';
import type {Journal, JournalEntry} from '../../source/actions/engine/journal.ts';
import {UserError} from '../../source/postgres/errors.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {failureOf, hold} from '../helpers/scenario.ts';
import {
	actionWaits,
	details,
	exists,
	journalLines,
	ledgerOf,
	migration,
	migrationFolder,
	type Operator,
	oidOf,
	openOperator,
	outside,
} from '../helpers/scenario-actions.ts';

const apply = {action: 'apply-migrations', which: 'all'} as const;

describe.each(versions)('the journal of actions on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const files: Record<string, string> = {};
	const migrations = migrationFolder(files);
	const open = () => openOperator(database.connection(), {migrations});
	const [operator, planner, doomed, disk] = await Promise.all([open(), open(), open(), open()]);
	beforeEach(async () => {
		await sql.unsafe(
			'drop schema public cascade; create schema public; create table busy (id int); create index one on busy (id)',
		);
		for (const name of Object.keys(files)) delete files[name];
	});
	const drop = async (who: Operator) =>
		who.plan({action: 'drop-indexes', oids: [await oidOf(database, 'one')]});

	it('appends a line for the start and for the end of each unit', async () => {
		files['1_a.sql'] = migration('select 1;');
		await operator.act(apply);
		const first = journalLines(operator.journal);
		files['2_b.sql'] = migration('select broken;');
		const {plan, note} = await operator.act(apply);
		const lines = journalLines(operator.journal);
		expect(lines.slice(0, first.length)).toEqual(first);
		expect(lines.slice(first.length)).toMatchObject([
			{
				event: 'started',
				id: `${plan.id}.1`,
				plan: plan.id,
				title: 'Apply 2_b.sql',
				target: {kind: 'migration', version: '2'},
			},
			{
				event: 'failed',
				id: `${plan.id}.1`,
				plan: plan.id,
				result: note,
				tookMs: expect.any(Number),
				error: {code: '42703'},
			},
		]);
		expect(lines.at(-1)).toMatchObject({
			who: {process: process.pid, role: database.server.user},
			server: {database: database.name, systemIdentifier: operator.server.systemIdentifier},
		});
		expect((lines.at(-1) as JournalEntry).statements[0]).toBe('select broken');
		expect((statSync(operator.journal.file).mode & 0o777).toString(8)).toBe('600');
	});

	it('reports a unit as interrupted if pgdeck ended before it', async () => {
		const before = new Set(process.listeners('exit'));
		const holder = await hold(database, 'lock table busy in share mode');
		const run = doomed.begin(await drop(doomed));
		await actionWaits(database, holder.pid);
		const atExit = process.listeners('exit').filter(listener => !before.has(listener));
		expect(atExit).toHaveLength(1);
		// As Node does when the process ends.
		for (const listener of atExit) listener.call(process, 1);
		expect(doomed.journal.read().at(-1)).toMatchObject({
			event: 'interrupted',
			result: 'pgdeck exited while it ran',
		});
		run.cancel();
		await run.result;
		await holder.release();
		expect(process.listeners('exit').filter(listener => !before.has(listener))).toEqual([]);
	});

	it('can undo a drop from its start entry alone', async () => {
		const plan = await drop(doomed);
		const started: JournalEntry[] = [];
		await doomed.run(plan);
		for (const entry of doomed.journal.read()) {
			if (entry.plan === plan.id && entry.event === 'started') started.push(entry);
		}
		// The same entries, as a machine leaves them that died right after the statement.
		for (const entry of started) planner.journal.append({...entry, who: {...entry.who, process: 2 ** 30}});
		expect(await exists(database, 'one')).toBe(false);
		expect((await planner.act({action: 'undo-drop', id: `${plan.id}.1`})).status).toBe('done');
		expect(await exists(database, 'one')).toBe(true);
	});

	it.each([
		['outside a transaction', outside, ['"Apply 5_e.sql" was interrupted earlier: parts of it may exist']],
		['in a transaction, which is gone with its connection', '', []],
	])('warns of a file that was interrupted %s', async (_what, marker, warnings) => {
		files['5_e.sql'] = migration('create table five (id int);\nselect 5;', 'drop table five;', marker);
		const {plan} = await doomed.act(apply);
		const [entry] = doomed.journal
			.read()
			.filter(({plan: id, title}) => id === plan.id && title === 'Apply 5_e.sql');
		if (!entry) throw new Error('It has not begun.');
		planner.journal.append({...entry, who: {...entry.who, process: 2 ** 30}});
		await doomed.act({action: 'roll-back-migration'});
		expect(details(await planner.plan(apply), 'warn')).toEqual(warnings);
		// Not any more, once it has been applied.
		await planner.act(apply);
		await planner.act({action: 'roll-back-migration'});
		expect(details(await planner.plan(apply), 'warn')).toEqual([]);
	});

	it.each(['started', 'done'] as const)(
		'stops the run if it cannot write "%s", and shows finished units as done',
		async event => {
			const append: Journal['append'] = entry => {
				if (entry.event === event && entry.title === 'Apply 1_a.sql')
					throw new UserError('The disk is full.');
				disk.journal.append(entry);
			};
			files['1_a.sql'] = migration('create table made (id int);');
			files['2_b.sql'] = migration('create table more (id int);');
			const run = disk.begin(await disk.plan(apply), {journal: {...disk.journal, append}});
			expect((await failureOf(run.result)).message).toBe('The disk is full.');
			expect(await exists(database, 'made')).toBe(event === 'done');
			expect(await ledgerOf(database)).toEqual(event === 'done' ? ['1'] : []);
			expect(run.seen.at(-1)?.units.map(({state}) => state)).toEqual([
				'done',
				event === 'done' ? 'done' : 'waiting',
				'waiting',
			]);
		},
	);
});
