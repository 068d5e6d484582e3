import type {Command} from '../command.ts';

/** The key for the other list of a pane that has two. */
export const otherListCommands: readonly Command[] = [
	{
		id: 'requests.other',
		keys: ['o'],
		title: 'paths or servers',
		scope: 'requests',
		hint: [5, 'o paths/servers'],
		run: ({ui, dispatch}) =>
			dispatch({type: 'request-list', list: ui.requestList === 'paths' ? 'servers' : 'paths'}),
	},
	{
		id: 'indexes.other',
		keys: ['o'],
		title: 'indexes, or those that may be missing',
		scope: 'indexes',
		hint: [5, 'o missing'],
		run: ({ui, dispatch}) =>
			dispatch({type: 'index-list', list: ui.indexList === 'indexes' ? 'missing' : 'indexes'}),
	},
	{
		id: 'migrations.other',
		keys: ['o'],
		title: 'files or what is missing',
		scope: 'migrations',
		hint: [5, 'o files/missing'],
		run: ({ui, dispatch}) =>
			dispatch({
				type: 'migration-list',
				list: ui.migrationList === 'missing-objects' ? 'migrations' : 'missing-objects',
			}),
	},
];
