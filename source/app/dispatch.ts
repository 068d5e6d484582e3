import type {Press} from '../keys/press.ts';
import type {CommandContext} from './command.ts';
import {commandsHeard, scopesNow} from './command-table.ts';
import {setTypedText, typedText} from './commands/text.ts';
import {problem} from './reduce.ts';

/**
Gives a key to the command that hears it now, or to the text that is being typed.
@param together it arrived in one piece with other keys, as pasted text does
*/
export function dispatchPress(press: Press, context: CommandContext, together = false): void {
	const command = commandsHeard(scopesNow(context)).find(({keys}) => keys.includes(press));
	if (command) {
		if (together && command.alone) {
			context.dispatch(
				problem('Ignored: several keys arrived in one piece, as a paste does. Press them one at a time.'),
			);
			return;
		}
		const obstacle = command.disabled?.(context);
		if (obstacle !== undefined) context.dispatch(problem(obstacle));
		else command.run(context, press);
		return;
	}
	if (!context.tooSmall) type(press, context);
}

function type(press: Press, context: CommandContext): void {
	const {sheet} = context.ui;
	const character = press === 'space' ? ' ' : [...press].length === 1 ? press : undefined;
	if (
		sheet?.kind === 'filter' ||
		sheet?.kind === 'palette' ||
		sheet?.kind === 'acknowledge' ||
		sheet?.kind === 'ask'
	) {
		if (character !== undefined) setTypedText(context, typedText(context) + character);
	} else if (sheet?.kind === 'plan' && sheet.plan.typedWord !== undefined) {
		const typed =
			press === 'backspace' || press === 'delete'
				? [...sheet.typed].slice(0, -1).join('')
				: character === undefined
					? sheet.typed
					: sheet.typed + character;
		context.dispatch({type: 'sheet', sheet: {...sheet, typed}});
	}
}
