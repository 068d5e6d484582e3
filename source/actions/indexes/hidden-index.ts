import type {PlanPlaces} from '../../queries/statements/statement-plans.ts';
import {sanitize} from '../../terminal/sanitize.ts';

/** Why no index can be hidden from the planner here, and what would help: hypopg_hide_index came with hypopg 1.4. */
export function lackOfHiding({installed, available}: Pick<PlanPlaces, 'installed' | 'available'>): string {
	const canHide = available !== null && isSince14(available);
	if (installed === null)
		return `it takes hypopg 1.4, which can hide an index${canHide ? '. The server has it: CREATE EXTENSION hypopg;' : ''}`;
	const here = `hypopg ${sanitize(installed)}, which is here, can't hide an index: 1.4 can`;
	return `${here}${canHide ? '. The server has it: ALTER EXTENSION hypopg UPDATE;' : ''}`;
}

function isSince14(version: string): boolean {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 1 || (major === 1 && minor >= 4);
}
