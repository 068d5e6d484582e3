import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, type TestDatabase} from '../helpers/database.ts';
import {fillRegistry} from '../helpers/registry.ts';
import {keys, openTerminal, type TestTerminal} from '../helpers/terminal.ts';

/** Resolves when nothing has been written for a moment that is long beside a frame. */
async function quiet(terminal: TestTerminal): Promise<void> {
	let seen = -1;
	await expect
		.poll(
			() => {
				const still = terminal.bytes === seen;
				seen = terminal.bytes;
				return still;
			},
			{timeout: 20_000, interval: 250},
		)
		.toBe(true);
}

describe('the screen in a terminal', () => {
	let database: TestDatabase;
	const open: TestTerminal[] = [];
	const start = (size: {columns: number; rows: number}, more: readonly string[] = []) => {
		const terminal = openTerminal([database.uri(), ...more], size);
		open.push(terminal);
		return terminal;
	};

	beforeAll(async () => {
		database = await createDatabase(18);
		await fillRegistry(database);
	});
	afterAll(async () => {
		for (const terminal of open) terminal.press(keys.ctrlC);
		await Promise.all(open.map(terminal => terminal.exit));
	});

	it.each([
		{columns: 80, rows: 24},
		{columns: 120, rows: 40},
		{columns: 200, rows: 50},
	])('shows all panes of the overview at once at $columns x $rows', async size => {
		const terminal = start(size);
		await terminal.waitFor(screen =>
			['1 Health', '2 Requests', '3 Tenants', '4 Indexes', '5 Tables', '6 Migrations'].every(name =>
				screen.includes(name),
			),
		);
		await terminal.waitFor(/p95 \d+/);
		await terminal.waitFor('Tenant 1');
		await terminal.waitFor(/Unused +\d+/);
		// A frame arrives in pieces: waited for whole.
		await terminal.waitFor(screen => {
			const lines = screen.split('\n');
			return (
				lines.length === size.rows &&
				lines[0]?.includes(database.name) === true &&
				lines.at(-1)?.includes('? help') === true
			);
		});
	});

	it('is not shifted by keys pressed during the start', async () => {
		const terminal = start({columns: 80, rows: 24});
		terminal.press('99');
		await terminal.waitFor(screen => {
			const lines = screen.split('\n');
			return /^ \S/.test(lines[0] ?? '') && /9 Block/.test(lines[1] ?? '') && /\? help/.test(lines[23] ?? '');
		});
	});

	it('follows the size of the window', async () => {
		const terminal = start({columns: 120, rows: 40});
		await terminal.waitFor('1 Health');
		terminal.resize(80, 24);
		await terminal.waitFor(
			screen => screen.split('\n').length === 24 && /0 All/.test(screen) && /\? help/.test(screen),
		);
		terminal.resize(60, 15);
		await terminal.waitFor('pgdeck needs 80x20, this is 60x15.');
		terminal.resize(200, 50);
		await terminal.waitFor(screen => screen.split('\n').length === 50 && screen.includes('l Journal'));
		terminal.resize(60, 15);
		await terminal.waitFor('pgdeck needs');
		terminal.press('q');
		expect((await terminal.exit).code).toBe(0);
	});

	it('writes nothing without a change, and little for a cursor move', async () => {
		const terminal = start({columns: 200, rows: 50}, ['--interval', '60']);
		await terminal.waitFor('1 Health');
		terminal.press('4');
		await terminal.waitFor('drop?');
		terminal.press('p');
		await terminal.waitFor('PAUSED');
		await quiet(terminal);
		const before = terminal.bytes;
		terminal.press('j');
		await terminal.waitFor('2 of ');
		await quiet(terminal);
		const moved = terminal.bytes - before;
		expect(moved).toBeGreaterThan(0);
		expect(moved).toBeLessThanOrEqual(1024);
	});

	it('splits keys that arrive together, and joins split escape sequences', async () => {
		const terminal = start({columns: 120, rows: 40});
		await terminal.waitFor(/Unused +\d+/);
		terminal.press('4jjjj');
		await terminal.waitFor('5 of ');
		terminal.press('\u001b');
		terminal.press('[A');
		await terminal.waitFor('4 of ');
		terminal.press('\u001b[');
		terminal.press('B');
		await terminal.waitFor('5 of ');
	});

	it('repaints on Ctrl+L, also over the output of others', async () => {
		const terminal = start({columns: 120, rows: 40});
		await terminal.waitFor('? help');
		const before = terminal.bytes;
		terminal.press(keys.ctrlL);
		await expect.poll(() => terminal.bytes - before, {timeout: 10_000}).toBeGreaterThan(1500);
		await terminal.waitFor('1 Health');
	});

	it('shows hostile text of the database as text', async () => {
		const {sql} = database;
		await sql.unsafe(`create table "evil\u001b[2J\u001b[31m" (id int)`);
		await sql.unsafe(`create index "drop\r\nme\u001b]0;title\u0007" on "evil\u001b[2J\u001b[31m" (id)`);
		await sql`insert into tenants (name) values (${'x\u001b[5m\u202e日本\n'})`;
		await sql`
			insert into request_logs (request_id, tenant_id, method, path, status_code, duration_ms)
			select 'evil' || n, (select id from tenants where name like 'x%'), 'GET', ${'/\u001b[2J'}, 200, 5
			from generate_series(1, 9) n
		`;
		const terminal = start({columns: 120, rows: 40});
		await terminal.waitFor(/Unused +\d+/);
		terminal.press('4/drop');
		await terminal.waitFor('1 of 1');
		await terminal.waitFor('\\x1b]0;title\\x07');
		terminal.press(keys.escape);
		terminal.press('5');
		await terminal.waitFor(/> tables {2}1 of \d+/);
		terminal.press('G');
		await terminal.waitFor('evil\\x1b[2J\\x1b[31m');
		terminal.press('3');
		await terminal.waitFor('x\\x1b[5m\\u202e日本');
		expect(terminal.raw).not.toContain('\u001b[2J\u001b[31m');
		expect(terminal.raw).not.toContain('\u001b]0;title');
		expect(terminal.screen().split('\n')).toHaveLength(40);
	});

	it('draws without color and in ASCII on request', async () => {
		const terminal = start({columns: 120, rows: 40}, ['--no-color', '--ascii']);
		await terminal.waitFor('1 Health');
		await terminal.waitFor('Tenant 1');
		// biome-ignore lint/suspicious/noControlCharactersInRegex: color escapes are what must not be there.
		expect(terminal.raw).not.toMatch(/\u001b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m/);
		// The test's own tenant has Japanese in its name.
		expect(terminal.screen().replaceAll('日本', '')).toMatch(/^[\x20-\x7e\n]*$/);
	});
});
