import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {journalEntry} from '../../source/actions/engine/journal.ts';
import {createDatabase, type TestDatabase, versions} from '../helpers/database.ts';
import {applied, fillRegistry, pending} from '../helpers/registry.ts';
import {keys, openTerminal, type TestTerminal} from '../helpers/terminal.ts';

const home = mkdtempSync(path.join(tmpdir(), 'journey-'));
const env = {XDG_STATE_HOME: home};
afterAll(() => rmSync(home, {recursive: true, force: true}));

/** The complete output of another program. */
async function output(args: readonly string[]): Promise<string> {
	const terminal = openTerminal(args, {env, columns: 400, rows: 60});
	await terminal.exit;
	return terminal.raw;
}

describe.each(versions)('change day on PostgreSQL %i, by keys alone', version => {
	let database: TestDatabase;
	let terminal: TestTerminal;

	beforeAll(async () => {
		database = await createDatabase(version);
		await fillRegistry(database);
		terminal = openTerminal([database.uri()], {env});
		await terminal.waitFor(`${applied.length} applied, 2 pending`);
	});

	const indexes = async () => {
		const rows = await database.sql<Array<{name: string}>>`
			select indexrelid::regclass::text as name from pg_index where indisvalid order by 1
		`;
		return rows.map(({name}) => name);
	};

	/** From the action menu's entry to the end of its run. The plan opens with the focus on Cancel. */
	async function confirm(title: RegExp): Promise<void> {
		await terminal.waitFor(title);
		await terminal.waitFor('> Cancel <');
		terminal.press(keys.tab);
		await terminal.waitFor('> Run <');
		// An Enter in the moment after a plan has opened is taken for one too many: press until it counts, with time
		// for the screen to tell so: one too many would close the run's sheet.
		await expect
			.poll(
				() => {
					if (/> Run </.test(terminal.screen())) terminal.press(keys.enter);
					return /─ (done|failed) ─/.test(terminal.screen());
				},
				{timeout: 30_000, interval: 1500},
			)
			.toBe(true);
	}

	it('applies two pending migrations', async () => {
		terminal.press('m');
		await terminal.waitFor(String(pending[0]?.version));
		terminal.press('x');
		await terminal.waitFor('Apply all 2 pending migrations');
		terminal.press(keys.enter);
		await confirm(/Apply 2 migrations/);
		await terminal.waitFor(`✓ Apply ${pending[1]?.fileName}`);
		terminal.press(keys.escape);
		await terminal.waitFor(`${applied.length + 2} applied, 0 pending`);
		const rows = await database.sql`select version from schema_migrations order by 1`;
		expect(rows.map(row => row.version).slice(-2)).toEqual(pending.map(({version}) => version));
	});

	it('drops three marked unused indexes', async () => {
		const before = await indexes();
		terminal.press('4');
		await terminal.waitFor('drop?');
		terminal.press('/');
		await terminal.waitFor(/^ \/ /m);
		terminal.press('/idx_(mcp_servers_perf|routing_rules|system_configs_cat)/');
		await terminal.waitFor('3 of ');
		terminal.press(keys.enter);
		await terminal.waitFor('1 of 3');
		terminal.press('   ');
		await terminal.waitFor('3 marked');
		terminal.press('x');
		await terminal.waitFor('Drop 3 marked indexes');
		terminal.press(keys.enter);
		await confirm(/Drop 3 unused indexes/);
		await terminal.waitFor(screen => (screen.match(/✓ Drop index/g) ?? []).length === 3);
		terminal.press(keys.escape);
		const gone = before.filter(name => name.startsWith('idx_'));
		const after = await indexes();
		expect(gone.filter(name => !after.includes(name)).sort()).toEqual([
			'idx_mcp_servers_performance',
			'idx_routing_rules_tenant_active',
			'idx_system_configs_category_tenant',
		]);
	});

	it('restores one of them', async () => {
		terminal.press('x');
		await terminal.waitFor('Undo a drop (3 in the journal)');
		terminal.press('j');
		terminal.press(keys.enter);
		await terminal.waitFor('Undo a drop');
		terminal.press(keys.enter);
		await confirm(/Undo [0-9a-f]{6}\.3: build index/);
		terminal.press(keys.escape);
		await terminal.waitFor(screen => !/─ done ─/.test(screen));
		const back = (await indexes()).filter(name =>
			/idx_(mcp_servers_performance|routing_rules_tenant_active|system_configs_category_tenant)/.test(name),
		);
		expect(back).toHaveLength(1);
	});

	it('lists all of it in the journal, on screen and as JSON', async () => {
		terminal.press('l');
		await terminal.waitFor(/entries/);
		await terminal.waitFor('Build index public.idx_');
		const entries = journalEntry.array().parse(JSON.parse(await output(['journal', '--json'])));
		const own = entries.filter(entry => entry.server.database === database.name);
		expect(own.map(({action, event}) => `${action} ${event}`)).toEqual([
			// The ledger's own table of notes is the first of three.
			...['started', 'done', 'started', 'done', 'started', 'done'].map(event => `apply-migrations ${event}`),
			...['started', 'done', 'started', 'done', 'started', 'done'].map(event => `drop-indexes ${event}`),
			...['started', 'done'].map(event => `undo-drop ${event}`),
		]);
		const drop = own.find(({action}) => action === 'drop-indexes');
		expect(drop?.statements).toEqual([expect.stringMatching(/^DROP INDEX CONCURRENTLY public\.idx_/)]);
		expect(drop?.undo).toEqual([expect.stringMatching(/^CREATE INDEX CONCURRENTLY idx_.* ON public\./)]);
		expect(statSync(path.join(home, 'pgdeck/journal.jsonl')).mode & 0o777).toBe(0o600);
		terminal.press('q');
		await terminal.waitFor(() => true);
		terminal.press('q');
		await terminal.exit;
	});
});
