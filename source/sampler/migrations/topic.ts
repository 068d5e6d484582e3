import {migrationStatus} from '../../domain/migrations/status.ts';
import {foreignLedgerHelp, migrationsAbsence} from '../../domain/migrations/words.ts';
import type {MigrationFile} from '../../migrations/formats/dbmate.ts';
import type {MigrationSet} from '../../migrations/set.ts';
import {readLedger} from '../../queries/migrations/ledger.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {createPace} from '../engine/pace.ts';
import {Denied, type Topic, Unsupported} from '../engine/topic.ts';

const noSetHelp =
	'Start pgdeck with --dir DIR for a folder in the format of dbmate, or with --pack for the registry pack.';

/** @param set undefined: the pack, if the database is a registry */
export function migrationsTopic(set: MigrationSet | undefined, pack: MigrationSet): Topic<'migrations'> {
	const files = createPace<{loaded: readonly MigrationFile[]; skipped: readonly string[]}>({
		minimumMs: 5000,
		share: 1,
	});
	return {
		id: 'migrations',
		connection: 'sampling',
		grant: ({server}) => `GRANT SELECT ON schema_migrations TO ${server.quotedUser}`,
		async read({reader, apart, now, server, capabilities}) {
			const chosen = set ?? (capabilities.registry ? pack : undefined);
			if (!chosen) return new Unsupported(migrationsAbsence('no-migrations'), noSetHelp);
			const [ledger, found] = await Promise.all([
				readLedger(reader),
				files(chosen.source, now, apart, async () => {
					const [loaded, skipped] = await Promise.all([chosen.load(), chosen.skipped()]);
					return {loaded, skipped};
				}),
			]);
			if (ledger.kind === 'foreign') {
				const {table, tool} = ledger;
				return new Unsupported(migrationsAbsence('foreign-ledger', {table, tool}), foreignLedgerHelp(ledger));
			}
			if (ledger.kind === 'denied') {
				const grant = `GRANT SELECT ON ${ledger.tables.join(', ')} TO ${server.quotedUser}`;
				return new Denied(migrationsAbsence('ledger-select', {tables: ledger.tables}), grant);
			}
			return {
				source: chosen.source,
				directory: chosen.directory,
				ledger: ledger.kind,
				skipped: found.value.skipped.map(sanitize),
				rows: migrationStatus(found.value.loaded, ledger.entries),
			};
		},
	};
}
