import type {Measurement, MeasurePlan} from '../domain/tables/measurement.ts';
import {byteRange, bytes, count, percent} from '../format/quantities.ts';
import {RefusedError, UserError} from '../postgres/errors.ts';
import {openReader} from '../postgres/reader.ts';
import {readRelationNamed} from '../queries/tables/measure.ts';
import {measure, planMeasurement} from '../sampler/tables/measure.ts';
import {sanitize} from '../terminal/sanitize.ts';
import type {Connected} from './connect.ts';
import {refuseWithheld} from './named.ts';
import {ask} from './prompt.ts';
import {stoppable} from './signals.ts';
import {facts} from './text/still-table.ts';
import type {Flags} from './usage.ts';

export async function measureNamed(name: string, connected: Connected, flags: Flags): Promise<number> {
	const {reader, session, connection} = connected;
	const oid = await readRelationNamed(reader, name).catch(refuseWithheld(name));
	if (oid === undefined) {
		throw new UserError(
			`The table or index ${sanitize(name)} does not exist. Check the name and its schema with: pgdeck tables list`,
		);
	}
	const plan = await planMeasurement(reader, oid, session.server.quotedUser);
	if ('obstacle' in plan) {
		throw new RefusedError(
			`${plan.obstacle.text}${plan.help === null ? '' : ` To allow it, run: ${plan.help};`}`,
		);
	}
	(flags.dryRun ? process.stdout : process.stderr).write(`${readsText(plan)}\n`);
	if (flags.dryRun) return 0;
	if (!flags.yes && !(await confirmed())) throw new RefusedError('Not confirmed: nothing was read.');
	const own = openReader(connection, 'measure');
	try {
		const found = await stoppable(new AbortController(), signal => measure(own, plan, signal));
		process.stdout.write(flags.json ? `${JSON.stringify(found, null, '\t')}\n` : `${measuredText(found)}\n`);
		return 0;
	} finally {
		await own.close();
	}
}

async function confirmed(): Promise<boolean> {
	if (!process.stdin.isTTY) {
		throw new RefusedError(
			'Not measured: without a terminal nobody can confirm. To read that much, run the command again with --yes.',
		);
	}
	return /^y(es)?$/i.test((await ask('Measure? [y/N] '))?.trim() ?? '');
}

function readsText({name, parts, method}: MeasurePlan): string {
	return parts
		.map(
			part =>
				`${name}${part.toast ? ' (TOAST)' : ''}: ${method} reads about ${bytes(part.readBytes)} of ${bytes(part.bytes)}`,
		)
		.join('\n');
}

function measuredText(found: Measurement): string {
	if (found.kind === 'index') {
		const {btree, shrinkBytes, fillfactor} = found;
		return facts([
			['index', found.name],
			['size', bytes(btree.bytes)],
			[
				'leaf pages',
				`${percent(btree.density)} full, fillfactor ${fillfactor} %, ${percent(btree.fragmentation)} fragmented`,
			],
			['empty and deleted pages', count(btree.emptyPages + btree.deletedPages)],
			['REINDEX would free', `~${bytes(shrinkBytes)}`],
		]);
	}
	return found.heaps
		.map(({toast, bytes: size, tuples, deadTuples, deadBytes, freeBytes, scannedShare, shrink}) =>
			facts([
				['table', `${found.name}${toast ? ' (TOAST)' : ''}`],
				['size', `${bytes(size)}, ${count(tuples)} rows, ${percent(scannedShare, 0)} of pages read`],
				['dead', `${bytes(deadBytes)}, ${count(deadTuples)} rows`],
				['reusable', bytes(freeBytes)],
				['rewrite would free', byteRange(shrink.lowBytes, shrink.highBytes)],
			]),
		)
		.join('\n\n');
}
