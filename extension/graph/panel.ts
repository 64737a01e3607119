import * as vscode from 'vscode';
import * as z from 'zod';
import { type PageAction, type PickPurpose, ToHost, type ToPage } from '../../protocol/webview.js';
import { openFunction } from '../editor/open-source.js';
import { chooseFunction } from '../editor/pick.js';
import type { NotificationParams, ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import { STATES } from '../model/state.js';
import { report, UserError } from '../window/messages.js';
import { cancellable } from '../window/progress.js';
import { t } from '../window/text.js';
import { CursorFollower } from './cursor.js';
import { pageHtml } from './html.js';
import { saveAs } from './save.js';

const VIEW_TYPE = 'autojit.graph';

const ACTIONS: Record<PageAction, string> = {
  build: 'autojit.build',
  refresh: 'autojit.refresh',
  doctor: 'autojit.doctor',
  trust: 'workbench.trust.manage',
  showLog: 'autojit.showLog',
  remote: 'workbench.action.remote.showMenu',
};

/** The one graph panel of a window: answers the page's messages and passes it what happens. */
export class GraphPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private ready = false;
  private program: string | null = null;
  private lastSent = '';
  /** What to show once the page runs. */
  private pending: ToPage[] = [];
  private stack: Extract<ToPage, { type: 'stack' }> | undefined;
  private readonly selected = new vscode.EventEmitter<{ program: string; id: string }>();
  /** A function was selected in the page. */
  readonly onDidSelect = this.selected.event;
  /** By kind of picture: the last question. */
  private readonly asked = new Map<string, vscode.CancellationTokenSource>();
  /** The page was told nothing of a run while it was hidden. */
  private missed = false;
  private toldRun = '';
  private readonly cursor: CursorFollower;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly client: ServerClient,
    private readonly model: Model,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.cursor = new CursorFollower(
      client,
      (place) => this.post({ type: 'cursor', ...place }),
      (error) => log.error(String(error)),
    );
    this.subscriptions = [
      this.cursor,
      this.selected,
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      this.model.onDidChange(() => this.onModel()),
      this.model.onDidChangeStates((change) => this.onStates(change)),
    ];
  }

  show(program?: string, run?: string): void {
    if (this.panel) this.panel.reveal(undefined, false);
    else {
      const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      this.adopt(vscode.window.createWebviewPanel(VIEW_TYPE, t('AutoJIT Graph'), column, this.options()));
    }
    if (program === undefined) return;
    this.program = program;
    this.post({ type: 'show', program, ...(run !== undefined && { run }) });
  }

  reveal(program: string, id: string): void {
    this.show(program);
    this.post({ type: 'reveal', program, id });
  }

  /** Where the program stands that is debugged; undefined: it does not. */
  showStack(stack: { program: string; ids: string[] } | undefined): void {
    this.stack = { type: 'stack', ...(stack ?? { program: '', ids: [] }) };
    if (this.ready) this.post(this.stack);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.panel) panel.dispose();
    else {
      panel.webview.options = this.options();
      this.adopt(panel);
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.panel?.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [this.folder] };
  }

  private get folder(): vscode.Uri {
    return vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    panel.iconPath = new vscode.ThemeIcon('type-hierarchy');
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.ready = false;
      this.cursor.follow(false);
      this.pending = [];
    });
    panel.onDidChangeViewState(() => this.catchUp());
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const parsed = ToHost.safeParse(message);
      if (!parsed.success) {
        this.log.error(`The graph page sent a message that is not valid: ${z.prettifyError(parsed.error)}`);
        return;
      }
      this.handle(parsed.data).catch((error: unknown) => report(error, this.log));
    });
    panel.webview.html = pageHtml(panel.webview, this.folder);
  }

  private async handle(message: ToHost): Promise<void> {
    if (isQuestion(message)) return this.answer(message);
    if (isCommand(message)) return runCommand(message);
    if (isSaved(message)) return this.save(message);
    switch (message.type) {
      case 'ready':
        return this.begin();
      case 'open':
        return openFunction(this.client, message.program, message.id, this.columnBeside());
      case 'pick': {
        const { program, purpose } = message;
        const id = await chooseFunction(this.model, program, PICK_TITLES[purpose]);
        if (id !== undefined) this.post({ type: 'picked', program, id, purpose });
        return;
      }
      case 'selected':
        if (message.id !== null) this.selected.fire({ program: message.program, id: message.id });
        return;
      case 'follow':
        this.cursor.follow(message.on);
        return;
      case 'problem':
        this.log.error(`Graph page: ${message.message}`);
        return;
    }
  }

  private begin(): void {
    this.ready = true;
    this.lastSent = '';
    this.onModel();
    for (const waiting of this.pending.splice(0)) this.post(waiting);
    if (this.stack) this.post(this.stack);
  }

  private async answer(message: Question): Promise<void> {
    const { request } = message;
    const asking = this.takeOver(message);
    try {
      this.post(await this.ask(message, asking?.token));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      // The page asked for something else meanwhile.
      if (asking?.token.isCancellationRequested !== true) this.log.error(text);
      this.post({ type: 'failed', request, message: text });
    } finally {
      asking?.dispose();
    }
  }

  /** A picture is of no use once a newer one of its kind is asked for. */
  private takeOver(message: Question): vscode.CancellationTokenSource | undefined {
    const kind = pictureOf(message);
    if (kind === undefined) return undefined;
    this.asked.get(kind)?.cancel();
    const source = new vscode.CancellationTokenSource();
    this.asked.set(kind, source);
    return source;
  }

  private async ask(message: Question, token: vscode.CancellationToken | undefined): Promise<ToPage> {
    const { request } = message;
    const { client } = this;
    switch (message.type) {
      case 'query':
        this.program = message.query.program;
        return { type: 'slice', request, slice: await client.request('graph', message.query, token) };
      case 'overview':
        this.program = message.query.program;
        return { type: 'overview', request, overview: await client.request('overview', message.query, token) };
      case 'runTree':
        this.program = message.query.program;
        return { type: 'runTree', request, tree: await client.request('runTree', message.query, token) };
      case 'map':
        this.program = message.query.program;
        return { type: 'map', request, map: await client.request('map', message.query, token) };
      case 'search':
        return { type: 'found', request, result: await client.request('search', message.query, token) };
      case 'labels': {
        const { program, ids } = message;
        return { type: 'labels', request, labels: await client.request('labels', { program, ids }) };
      }
      case 'lookUp': {
        const { program, id, run } = message;
        const node = await client.request('function', { program, id, ...(run !== undefined && { run }) });
        return { type: 'function', request, node };
      }
      case 'timeline': {
        const { program, run } = message;
        const timeline = await client.request('timeline', { program, ...(run !== undefined && { run }) });
        return { type: 'timeline', request, timeline };
      }
    }
  }

  private async exportRun({ program, run: id, format }: Extract<ToHost, { type: 'exportRun' }>): Promise<void> {
    const own = this.model.runs.filter((run) => run.program === program).sort((a, b) => b.startedAt - a.startedAt);
    const run = id === undefined ? own[0] : own.find((one) => one.id === id);
    if (!run) throw new UserError(t('Nothing has been run yet.'));
    await vscode.commands.executeCommand('autojit.exportRun', { run }, format);
  }

  private async save(message: Saved): Promise<void> {
    if (message.type === 'exportRun') return this.exportRun(message);
    if (message.type === 'savePng') {
      await saveAs(message.name, 'png', Buffer.from(message.png, 'base64'));
      return;
    }
    if (message.type === 'saveText') {
      await saveAs(message.name, message.format, message.text);
      return;
    }
    const { query, format, name, to } = message;
    const text = await cancellable(t('Exporting the graph'), (token) =>
      this.client.request('export', { query, format }, token),
    );
    if (to === 'clipboard') {
      await vscode.env.clipboard.writeText(text);
      vscode.window.setStatusBarMessage(t('The graph was copied.'), 3000);
    } else await saveAs(name, format, text);
  }

  /** The page hears of programs and of the state of the whole, and only when they are other than before. */
  private onModel(): void {
    if (!this.ready) return;
    const { state, reason, programs } = this.model;
    const built = programs.map(({ path, builtAt, problems }) => [path, builtAt, problems.map(({ code }) => code)]);
    // Runs that begin here are told by their states; those of files and of other windows are not.
    const known = this.model.runs.map(({ id }) => id).sort();
    const now = JSON.stringify([state, reason, built, known, vscode.workspace.isTrusted]);
    if (now === this.lastSent) return;
    this.lastSent = now;
    this.sendProblem();
    this.sendPrograms();
  }

  /** A page that nobody sees needs no pictures of a run; it hears of all at once when it is seen again. */
  private onStates({ program, run, changes, counts }: NotificationParams<'statesChanged'>): void {
    const isTold = this.toldRun === run.id && run.status === 'running';
    this.toldRun = run.id;
    // That a run began or ended is news in any case.
    if (isTold && this.panel?.visible === false) this.missed = true;
    else this.post({ type: 'states', program, run, changes, counts });
  }

  private catchUp(): void {
    if (!this.missed || this.panel?.visible !== true) return;
    this.missed = false;
    this.lastSent = '';
    this.onModel();
  }

  private sendProblem(): void {
    const { state, reason } = this.model;
    const actions = state === 'ready' || state === 'starting' ? [] : [...STATES[state].actions];
    this.post({ type: 'problem', problem: state === 'ready' ? null : { message: reason, actions } });
  }

  private sendPrograms(): void {
    const program = this.program ?? this.model.likely[0]?.path ?? null;
    this.post({
      type: 'programs',
      programs: [...this.model.programs],
      runs: [...this.model.runs],
      program,
      trusted: vscode.workspace.isTrusted,
    });
  }

  private post(message: ToPage): void {
    if (!this.panel) return;
    if (!this.ready) {
      // States are in the slices that the page will ask for.
      if (message.type !== 'states') this.pending.push(message);
      return;
    }
    // Resolves to false when the panel is gone, which is no error.
    this.panel.webview.postMessage(message).then(undefined, (error: unknown) => this.log.error(String(error)));
  }

  private columnBeside(): vscode.ViewColumn {
    return this.panel?.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
  }
}

const PICK_TITLES: Record<PickPurpose, string> = {
  root: t('Where should the graph start?'),
  pathFrom: t('From which function?'),
  pathTo: t('To which function?'),
};

/** What the page asks, and waits for an answer to. */
type Question = Extract<ToHost, { type: (typeof QUESTIONS)[number] }>;
const QUESTIONS = ['query', 'overview', 'timeline', 'runTree', 'map', 'search', 'labels', 'lookUp'] as const;

/** What a question is one of, if only the last one of those matters. */
function pictureOf(message: Question): string | undefined {
  switch (message.type) {
    case 'query':
      // Two halves are asked for at once.
      return `query ${message.query.view}`;
    case 'overview':
    case 'runTree':
    case 'map':
    case 'search':
      return message.type;
    default:
      return undefined;
  }
}

const isQuestion = (message: ToHost): message is Question => QUESTIONS.some((type) => type === message.type);

/** What becomes a file, or goes to the clipboard. */
type Saved = Extract<ToHost, { type: (typeof SAVED)[number] }>;
const SAVED = ['savePng', 'saveText', 'export', 'exportRun'] as const;

const isSaved = (message: ToHost): message is Saved => SAVED.some((type) => type === message.type);

/** What commands of the extension do. */
type CommandMessage = Extract<ToHost, { type: (typeof COMMANDS)[number] }>;
const COMMANDS = ['run', 'function', 'action'] as const;

const isCommand = (message: ToHost): message is CommandMessage => COMMANDS.some((type) => type === message.type);

async function runCommand(message: CommandMessage): Promise<void> {
  switch (message.type) {
    case 'run':
      await vscode.commands.executeCommand(
        message.debug ? 'autojit.debugLazily' : 'autojit.runLazily',
        message.program,
      );
      return;
    case 'function':
      await vscode.commands.executeCommand(`autojit.${message.action}`, message.program, message.id);
      return;
    case 'action':
      await vscode.commands.executeCommand(ACTIONS[message.action]);
      return;
  }
}
