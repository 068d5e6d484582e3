import {common, connection, exits} from './parts.ts';

export const diffHelp = `
Usage
  pgdeck diff FILE                    from the beginning of a recording to its end
  pgdeck diff FILE FILE               from the end of one to the end of another
  pgdeck diff FILE connection         from the end of a recording to now

  What changed: version, role and restarts; settings; indexes that came, went,
  or are of another definition, state or verdict; tables that came, went, or
  are larger or smaller by a tenth; statements that take longer or less; plans
  of the statements that take the most time.

Options
  --json                 one object a change, and what could not be compared${common}

Connection${connection}
${exits}`;
