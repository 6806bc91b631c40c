#!/usr/bin/env node
// server - a scripted model on loopback, for agents that think they have one
//
// Speaks Anthropic's POST /v1/messages and OpenAI's POST /v1/responses, both
// streaming. What it says stands in the file MOCK_SCRIPT, read anew for each
// request: a list of parts, of which the first counts whose `when` the last
// thing a user said has in it:
//
//	[{"when":"# Continuation","steps":[{"sh":"…"},{"text":"done"}]},
//	 {"steps":[{"sh":"…"},{"status":500},{"hang":true},{"text":"done"}]}]
//
// A step may also be {"cut":true}, an answer that breaks off, or
// {"status":429,"limit":3600}: an account's limit, for so many seconds, as each
// API has it.
// The step is the number of tool results since then, so the server has no
// memory: a conversation that was resumed simply goes on. Each request becomes
// a line of MOCK_LOG: step, how many users and results the conversation has,
// and in full what the user and the last tool said.
import fs from 'node:fs';
import http from 'node:http';

let number = 0;
const unique = prefix => `${prefix}_${process.pid}_${++number}`;
const usage = { input_tokens: 1000, output_tokens: 50 };

// --- what a conversation has in it ---

// CLIs put blocks of their own around a person's words: <environment_context>…
function wordsOf(text) {
	let found;
	while ((found = text.match(
		/^\s*<([a-z_-]+)(?:\s[^>]*)?>[\s\S]*?<\/\1>\s*/i)))
		text = text.slice(found[0].length);
	return text.trim() ? text : '';
}

const textOf = content => typeof content === 'string' ? content
	: (content || []).map(part => part.text || '').join('');

function* messageParts(request) {
	for (const message of request.messages || []) {
		if (message.role !== 'user')
			continue;
		const parts = typeof message.content === 'string'
			? [{ type: 'text', text: message.content }]
			: message.content;
		for (const part of parts)
			if (part.type === 'tool_result')
				yield { result: textOf(part.content) };
			else if (part.type === 'text')
				yield { user: wordsOf(part.text) };
	}
}

function* responseParts(request) {
	for (const item of request.input || [])
		if (/_output$/.test(item.type))
			yield { result: textOf(item.output) };
		else if (item.role === 'user')
			yield { user: wordsOf(textOf(item.content)) };
}

function look(parts) {
	const seen = { step: 0, users: 0, results: 0, user: '', result: '' };
	for (const part of parts) {
		if ('result' in part) {
			seen.result = part.result;
			seen.results++;
			seen.step++;
		} else if (part.user) {
			seen.user = part.user;
			seen.users++;
			seen.step = 0;
		}
	}
	return seen;
}

// --- what to answer ---

const greeting = [{ steps: [
	{ sh: 'echo hello >hello.txt && git add -A && git commit -qm hello' },
	{ text: 'committed it' },
] }];

function stepOf(seen) {
	const file = process.env.MOCK_SCRIPT;
	const parts = file && fs.existsSync(file)
		? JSON.parse(fs.readFileSync(file, 'utf8')) : greeting;
	const { steps } = parts.find(part =>
		!part.when || seen.user.includes(part.when)) || parts.at(-1);
	return steps[Math.min(seen.step, steps.length - 1)];
}

// Titles and the like are asked for without tools.
function answerOf(request, seen) {
	if (!request.tools || !request.tools.length)
		return { text: 'a title' };
	const step = stepOf(seen);
	const text = step.text || 'I will do the next step.';
	return { ...step,
		text: step.sh ? text
			: `${text} [users=${seen.users} results=${seen.results}]` };
}

// --- how each API says it ---

const pieces = text => text.match(/[\s\S]{1,64}/g) || [''];

function* messageEvents(request, answer) {
	const stop = answer.sh ? 'tool_use' : 'end_turn';
	yield { type: 'message_start', message: { id: unique('msg'),
		type: 'message', role: 'assistant', model: request.model,
		content: [], stop_reason: null, stop_sequence: null, usage } };
	yield { type: 'content_block_start', index: 0,
		content_block: { type: 'text', text: '' } };
	for (const text of pieces(answer.text))
		yield { type: 'content_block_delta', index: 0,
			delta: { type: 'text_delta', text } };
	yield { type: 'content_block_stop', index: 0 };
	if (answer.sh) {
		const input = { command: answer.sh, description: 'a step' };
		yield { type: 'content_block_start', index: 1, content_block: {
			type: 'tool_use', id: unique('toolu'), name: 'Bash',
			input: {} } };
		for (const json of pieces(JSON.stringify(input)))
			yield { type: 'content_block_delta', index: 1, delta: {
				type: 'input_json_delta', partial_json: json } };
		yield { type: 'content_block_stop', index: 1 };
	}
	yield { type: 'message_delta', usage,
		delta: { stop_reason: stop, stop_sequence: null } };
	yield { type: 'message_stop' };
}

function* responseEvents(request, answer) {
	const base = { id: unique('resp'), object: 'response', output: [],
		model: request.model, status: 'in_progress' };
	const output = [{ type: 'message', id: unique('msg'),
		role: 'assistant', status: 'completed', content: [
			{ type: 'output_text', text: answer.text, annotations: [] },
		] }];
	if (answer.sh)
		output.push({ type: 'function_call', id: unique('fc'),
			call_id: unique('call'), name: 'exec_command',
			arguments: JSON.stringify({ cmd: answer.sh,
				...answer.args }),
			status: 'completed' });
	yield { type: 'response.created', response: base };
	for (const [output_index, item] of output.entries()) {
		yield { type: 'response.output_item.added', output_index, item };
		yield { type: 'response.output_item.done', output_index, item };
	}
	yield { type: 'response.completed', response: { ...base, output,
		status: 'completed',
		usage: { ...usage, total_tokens: 1050 } } };
}

const apis = {
	'/v1/messages': { parts: messageParts, events: messageEvents },
	'/v1/responses': { parts: responseParts, events: responseEvents },
};

const statusNames = { 400: 'invalid_request_error', 401: 'authentication_error',
	403: 'permission_error', 429: 'rate_limit_error', 529: 'overloaded_error' };

function fail(response, { status, limit }) {
	const type = statusNames[status] || 'api_error';
	const reset = Math.floor(Date.now() / 1000) + limit;

	response.writeHead(status, { 'content-type': 'application/json',
		...limit && {
			'anthropic-ratelimit-unified-status': 'rejected',
			'anthropic-ratelimit-unified-reset': String(reset),
			'anthropic-ratelimit-unified-representative-claim':
				'five_hour',
		} });
	response.end(JSON.stringify({ type: 'error', error: {
		message: 'mock: an error', ...limit
			? { type: 'usage_limit_reached', plan_type: 'plus',
				resets_at: reset }
			: { type } } }));
}

function reply(response, api, request) {
	const seen = look(api.parts(request));
	const answer = answerOf(request, seen);

	fs.appendFileSync(process.env.MOCK_LOG, JSON.stringify({
		time: Date.now(), ...seen, answer }) + '\n');
	if (answer.hang)
		return;
	if (answer.status)
		return fail(response, answer);
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	for (const event of api.events(request, answer)) {
		response.write(`event: ${event.type}\n` +
			`data: ${JSON.stringify(event)}\n\n`);
		if (answer.cut)
			return setTimeout(() => response.destroy(), 50);
	}
	response.end();
}

const server = http.createServer(async (request, response) => {
	const api = apis[request.url.replace(/\?.*/, '')];
	const body = [];

	for await (const chunk of request)
		body.push(chunk);
	if (api && request.method === 'POST')
		return reply(response, api,
			JSON.parse(Buffer.concat(body).toString()));
	response.writeHead(404, { 'content-type': 'application/json' });
	response.end('{"error":{"message":"mock: no such place"}}');
});
server.listen(process.env.MOCK_PORT || 0, '127.0.0.1', () =>
	console.log(`http://127.0.0.1:${server.address().port}`));
