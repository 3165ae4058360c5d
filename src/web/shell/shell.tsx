/** What stands around every page: where one may go, whose key it is, light or dark. */

import { FileText, FolderSearch, KeyRound, LogOut, Search, Tags } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';
import { useCurrentInSight } from '../parts/current-in-sight.ts';
import { useMay, useSession } from '../session/session.tsx';
import style from './shell.module.css';
import { ThemeButton } from './theme-button.tsx';

export function Shell({ children }: { readonly children: ReactNode }) {
  const { holder, leave } = useSession();
  const isAdmin = useMay('admin');
  const nav = useRef<HTMLElement>(null);
  useCurrentInSight(nav, useLocation().pathname);
  return (
    <div className={style.shell}>
      <a href="#page" className={style.skip}>
        Skip to the page
      </a>
      <header className={style.bar}>
        <span className={style.name}>
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={28} height={28} /> Coinhound
        </span>
        <nav ref={nav} aria-label="Main" className={style.nav}>
          <Entry to="/cases" icon={<FolderSearch aria-hidden size={18} />} text="Cases" />
          <Entry to="/screening" icon={<Search aria-hidden size={18} />} text="Screening" />
          <Entry to="/tags" icon={<Tags aria-hidden size={18} />} text="Tags" />
          {isAdmin && <Entry to="/keys" icon={<KeyRound aria-hidden size={18} />} text="Keys" />}
          {isAdmin && <Entry to="/audit" icon={<FileText aria-hidden size={18} />} text="Audit" />}
        </nav>
        <div className={style.who}>
          <span className={style.holder} title={`${holder?.owner}: ${holder?.role}`}>
            {holder?.owner} <span className="quiet">{holder?.role}</span>
          </span>
          <ThemeButton />
          <button
            type="button"
            onClick={leave}
            aria-label="Leave: forget the key"
            title="Leave: forget the key"
          >
            <LogOut aria-hidden size={18} />
          </button>
        </div>
      </header>
      <main id="page" tabIndex={-1} className={style.page}>
        {children}
      </main>
    </div>
  );
}

function Entry({ to, icon, text }: { readonly to: string; readonly icon: ReactNode; readonly text: string }) {
  return (
    <NavLink to={to} className={({ isActive }) => `${style.entry} ${isActive ? style.active : ''}`}>
      {icon} {text}
    </NavLink>
  );
}
