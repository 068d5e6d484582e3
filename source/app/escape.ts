import type {CommandContext} from './command.ts';

/**
The ladder of Esc, one rung at a time: the message, what is opened, the marks, the filter, from the past to the present, and then
up to the overview.
It never quits, and it never confirms. Sheets close before it comes to this.
*/
export function climb({ui, live, list, services, dispatch}: CommandContext): void {
	if (ui.toast) return dispatch({type: 'toast', toast: undefined});
	if (ui.detail) return dispatch({type: 'close-detail'});
	if (list && list.state.marks.size > 0)
		return dispatch({type: 'list', id: list.id, change: {marks: new Set()}});
	if (list && list.state.filter !== '') {
		return dispatch({type: 'list', id: list.id, change: {filter: '', held: undefined}});
	}
	if (live.past?.agoMs !== undefined) {
		services.travel('last');
		return;
	}
	if (ui.pane !== 'overview') dispatch({type: 'go', pane: 'overview'});
}
