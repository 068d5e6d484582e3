import {clipboardText, insideTmux} from '../terminal/clipboard.ts';

/**
Hands a text to the clipboard of the terminal. That draws nothing and moves nothing: frames before and after it are as
they would be.
*/
export function copyToTerminal(text: string): {sent: number; all: number; tmux: boolean} {
	const tmux = insideTmux(process.env);
	const {sequence, sent, all} = clipboardText(text, tmux);
	process.stdout.write(sequence);
	return {sent, all, tmux};
}
