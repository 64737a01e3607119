import * as z from 'zod';
import type { ToPage } from '../protocol/webview.js';
import { Controller } from './controller.js';
import { Host } from './host.js';
import { LayoutClient } from './layout.js';
import { Page } from './page.js';
import './style.css';
import { registerWidgets } from './toolkit.js';

// The page's content security policy forbids making code from text, which the schema library would try first.
z.config({ jitless: true });

registerWidgets();

/** Messages are handled one after the other: a patch must not overtake the slice that it patches. */
let queue = Promise.resolve();
const inOrder = (work: () => Promise<void>): void => {
  queue = queue.then(work).catch((error: unknown) => host.post({ type: 'problem', message: String(error) }));
};

const host = new Host((message: ToPage) => inOrder(() => controller.receive(message)));
const program = () => controller.settings.program ?? '';

const page = new Page(document.body, {
  onProgram: (path) => inOrder(() => controller.change({ program: path })),
  onPickRoot: () => host.post({ type: 'pickRoot', program: program() }),
  onResetRoot: () => inOrder(() => controller.change({ root: null })),
  onRoot: (id) => inOrder(() => controller.change({ root: id })),
  onDepth: (which, depth) => inOrder(() => controller.change({ [which]: depth })),
  onMode: (mode) => inOrder(() => controller.change({ mode })),
  onToggle: (which, value) => inOrder(() => controller.change({ [which]: value })),
  onFold: (module) => inOrder(() => controller.toggleFold(module)),
  onLegend: () => inOrder(() => controller.change({ legend: !controller.settings.legend })),
  onRun: (debug) => host.post({ type: 'run', program: program(), debug }),
  onOpen: (id) => host.post({ type: 'open', program: program(), id }),
  onAction: (action) => host.post({ type: 'action', action }),
  onImage: (png) => host.post({ type: 'saveImage', name: `${controller.program?.name ?? 'graph'}.png`, png }),
});

const script = document.body.dataset['layoutWorker'] ?? '';
const controller = new Controller(host, new LayoutClient(script), page);
host.post({ type: 'ready' });
