/** What went wrong with a call: the server's code, or `network` where it could not be reached. */
export class CallProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, facts: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.status = status;
    this.facts = facts;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Calls the API. Throws `CallProblem` where the answer is not a good one. */
export async function call<Answer>(
  method: Method,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    // Cut off on its way, by a network or by a page that is left, it is no answer.
    text = await response.text();
  } catch {
    throw new CallProblem('network', 0);
  }
  const answer = parsed(text);
  if (!response.ok)
    throw new CallProblem(
      typeof answer['code'] === 'string' ? answer['code'] : 'internal',
      response.status,
      answer,
    );
  return answer as Answer;
}

/** Without a body, or with one that is no JSON (a proxy's page), there are no facts. */
function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
