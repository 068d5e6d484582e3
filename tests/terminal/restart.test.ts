import {rmSync} from 'node:fs';
import postgres from 'postgres';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {embeddedBinaries} from '../../source/demo/embedded-binaries.ts';
import {type EmbeddedServer, startEmbeddedServer} from '../../source/demo/embedded-server.ts';
import {keys, openTerminal, type TestTerminal} from '../helpers/terminal.ts';

describe('a server that is killed under the running console', () => {
	// Committed rows must survive the kill.
	const settings = {synchronous_commit: 'on'};
	let server: EmbeddedServer;
	let terminal: TestTerminal;

	beforeAll(async () => {
		server = await startEmbeddedServer({binaries: await embeddedBinaries(), keep: true, settings});
		const sql = postgres({
			host: server.host,
			port: server.port,
			user: server.user,
			password: server.password,
			max: 1,
		});
		await sql`create table kept (id int primary key)`;
		await sql.end();
		terminal = openTerminal([
			`postgres://postgres:${server.password}@127.0.0.1:${server.port}/postgres?sslmode=disable`,
		]);
	});
	afterAll(async () => {
		terminal.press(keys.ctrlC);
		await terminal.exit;
		await server.stop();
		rmSync(server.directory, {recursive: true, force: true});
	});

	it('keeps the last data dimmed with its age, and reconnects', async () => {
		await terminal.waitFor('1 Health');
		terminal.press('5');
		await terminal.waitFor('kept');
		await server.stop();
		await terminal.waitFor(/LOST +\S.* old, reconnecting/);
		// The name's own first cell; a frame arrives in pieces, so it is asked until it is whole.
		const dim = () => {
			const lines = terminal.screen().split('\n');
			const row = lines.findIndex(line => line.includes('kept'));
			const cell = terminal.buffer
				.getLine(terminal.buffer.baseY + row)
				?.getCell(lines[row]?.indexOf('kept') ?? 0);
			return cell ? cell.isDim() !== 0 : undefined;
		};
		await expect.poll(dim, {timeout: 10_000}).toBe(true);

		const {directory, password, port} = server;
		server = await startEmbeddedServer({
			binaries: await embeddedBinaries(),
			keep: true,
			settings,
			existing: {directory, password, port},
		});
		await terminal.waitFor(screen => !screen.includes('LOST') && screen.includes('kept'), 60_000);
		await expect.poll(dim, {timeout: 10_000}).toBe(false);
	}, 120_000);
});
