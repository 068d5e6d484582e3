import {definePane, defineView} from '../pane.ts';
import {missingObjectDetail, missingObjectPane, missingObjectTable} from '../registry/missing.ts';
import {migrationDetail, migrationsPane} from './pane.ts';
import {migrationsTable} from './table.ts';

export const migrationsDefinition = definePane(
	'migrations',
	defineView({
		id: 'migrations',
		label: 'files',
		list: 'migrations',
		table: ({live}) => migrationsTable(live),
		draw: migrationsPane,
		detail: migrationDetail,
		focus: id => ({kind: 'migration', version: id}),
	}),
	defineView({
		id: 'missing-objects',
		label: 'missing',
		list: 'missing-objects',
		table: ({live}) => missingObjectTable(live),
		draw: missingObjectPane,
		detail: missingObjectDetail,
	}),
);
