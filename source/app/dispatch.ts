import type {Press} from '../keys/press.ts';
import type {CommandContext} from './command.ts';
import {commandsHeard, scopesNow} from './command-table.ts';
import {setTypedText, typedText} from './commands/text.ts';
import {problem} from './reduce.ts';

/**
Runs the command of a key, or adds the key to the text being typed.
@param together the key arrived in one piece with others, as pasted text does
*/
export function dispatchPress(press: Press, context: CommandContext, together = false): void {
	const command = commandsHeard(scopesNow(context)).find(({keys}) => keys.includes(press));
	if (command) {
		if (together && command.alone) {
			context.dispatch(
				problem('Ignored: several keys arrived at once, as in a paste. Press one key at a time.'),
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
