import Bell from '@lucide/svelte/icons/bell';
import Boxes from '@lucide/svelte/icons/boxes';
import FileText from '@lucide/svelte/icons/file-text';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import Network from '@lucide/svelte/icons/network';
import Package from '@lucide/svelte/icons/package';
import Cable from '@lucide/svelte/icons/cable';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Sparkles from '@lucide/svelte/icons/sparkles';
import ServerCog from '@lucide/svelte/icons/server-cog';
import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import ShoppingCart from '@lucide/svelte/icons/shopping-cart';
import Truck from '@lucide/svelte/icons/truck';
import type { Component } from 'svelte';
import type { Operation } from '#domain/identity/role.ts';
import { m } from '#messages';

/** A place of the rail: where it leads, who finds it there, and the key after `g` that goes there. */
export interface Destination {
  readonly href: string;
  readonly name: () => string;
  /** What the list of keys calls the way there. */
  readonly keyName: () => string;
  readonly key: string;
  readonly icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>;
  /** Shown to those who may do this. */
  readonly needs: Operation;
  /** Addresses that belong to it. */
  readonly owns: RegExp;
}

/** In the order of the rail; a phone shows the first ones and keeps the rest behind "more". */
export const destinations: readonly Destination[] = [
  {
    href: '/wall',
    name: m.nav_wall,
    keyName: m.keys_go_wall,
    key: 'w',
    icon: LayoutDashboard,
    needs: 'view.wall',
    owns: /^\/(wall|kiosks)$/,
  },
  {
    href: '/stock',
    name: m.nav_stock,
    keyName: m.keys_go_stock,
    key: 's',
    icon: Boxes,
    needs: 'view.stock',
    owns: /^\/stock(\/|$)/,
  },
  {
    href: '/stocktakes',
    name: m.nav_stocktakes,
    keyName: m.keys_go_stocktakes,
    key: 'c',
    icon: ClipboardList,
    needs: 'view.stocktake',
    owns: /^\/(stocktakes|count)/,
  },
  {
    href: '/transfers',
    name: m.nav_transfers,
    keyName: m.keys_go_transfers,
    key: 't',
    icon: Truck,
    needs: 'view.transfer',
    owns: /^\/transfers/,
  },
  {
    href: '/purchases',
    name: m.nav_purchases,
    keyName: m.keys_go_purchases,
    key: 'b',
    icon: ShoppingCart,
    needs: 'view.purchase',
    owns: /^\/purchases/,
  },
  {
    href: '/alerts',
    name: m.nav_alerts,
    keyName: m.keys_go_alerts,
    key: 'l',
    icon: Bell,
    needs: 'take.alert',
    owns: /^\/alerts/,
  },
  {
    href: '/goods',
    name: m.nav_goods,
    keyName: m.keys_go_goods,
    key: 'p',
    icon: Package,
    needs: 'view.stock',
    owns: /^\/(goods|import)/,
  },
  {
    href: '/documents',
    name: m.nav_documents,
    keyName: m.keys_go_documents,
    key: 'd',
    icon: FileText,
    needs: 'view.stock',
    owns: /^\/documents/,
  },
  {
    href: '/replenish',
    name: m.nav_replenish,
    keyName: m.keys_go_replenish,
    key: 'r',
    icon: Sparkles,
    needs: 'view.replenish',
    owns: /^\/replenish/,
  },
  {
    href: '/organisation',
    name: m.nav_organisation,
    keyName: m.keys_go_organisation,
    key: 'h',
    icon: Network,
    needs: 'manage.people',
    owns: /^\/organisation/,
  },
  {
    href: '/audit',
    name: m.nav_audit,
    keyName: m.keys_go_audit,
    key: 'u',
    icon: ScrollText,
    needs: 'view.audit',
    owns: /^\/audit/,
  },
  {
    href: '/integrations',
    name: m.nav_api,
    keyName: m.keys_go_api,
    key: 'a',
    icon: Cable,
    needs: 'manage.api',
    owns: /^\/integrations/,
  },
  {
    href: '/admin',
    name: m.nav_admin,
    keyName: m.keys_go_admin,
    key: 'o',
    icon: ServerCog,
    needs: 'view.admin',
    owns: /^\/admin/,
  },
];
