"""How slides look: readable from six metres, calm, the same in print."""

from dashboard.charts.palette import palette


def css() -> str:
    """The rules of the deck. `--u` is a pixel of a 1920 × 1080 screen, `--z` what + and − change."""
    c = palette()
    return f"""
:is([data-testid="stSidebar"],[data-testid="stHeader"]){{display:none !important}}
.yl-deck{{--z:1;--u:calc(min(100vw,177.78vh)/1920);position:fixed;inset:0;z-index:999990;
  background:{c.paper};color:{c.ink};overflow:hidden;outline:0}}
.yl-deck :is(h2,p,table,ul,ol,figure,footer,figcaption){{margin:0;padding:0}}
.yl-slide{{display:none;position:absolute;inset:0;flex-direction:column;
  padding:calc(70*var(--u)) calc(110*var(--u)) calc(86*var(--u));gap:calc(26*var(--u))}}
.yl-slide.yl-on,.yl-deck:not([data-ready]) .yl-slide:first-of-type{{display:flex}}
.yl-slide h2{{font-size:calc(66*var(--u)*var(--z));line-height:1.25;font-weight:700}}
.yl-said{{font-size:calc(44*var(--u)*var(--z));line-height:1.45;max-width:calc(1660*var(--u))}}
.yl-body{{flex:1;display:flex;flex-direction:column;gap:calc(26*var(--u));min-height:0;overflow:hidden}}
.yl-k-outcome .yl-body:has(.yl-course){{flex-direction:row;align-items:stretch}}
.yl-figure{{font-size:calc(170*var(--u)*var(--z));line-height:1.1;font-weight:700;white-space:nowrap;
  align-self:center;min-width:calc(430*var(--u))}}
.yl-figure .yl-glyph{{font-size:.4em;margin-left:.25em}}
.yl-slide table{{border-collapse:collapse;width:100%;font-size:calc(36*var(--u)*var(--z));line-height:1.35}}
.yl-slide th{{text-align:left;font-weight:400;color:{c.muted};font-size:calc(28*var(--u)*var(--z));
  padding:calc(6*var(--u)) calc(24*var(--u)) calc(6*var(--u)) 0;border:0}}
.yl-slide td{{padding:calc(13*var(--u)) calc(24*var(--u)) calc(13*var(--u)) 0;border:0;
  border-top:1px solid {c.grid};vertical-align:top}}
.yl-slide td:not(:first-child){{white-space:nowrap}}
.yl-k-promises td:nth-child(2),.yl-k-renovation td:nth-child(2){{white-space:normal}}
.yl-glyph{{display:inline-block;width:1.3em;text-indent:0}}
.yl-slide td:has(.yl-glyph){{padding-left:1.3em;text-indent:-1.3em}}
.yl-slide td:last-child:not(:first-child){{white-space:normal}}
.yl-k-attention td:first-child{{white-space:nowrap}}
.yl-k-attention table{{font-size:calc(46*var(--u)*var(--z));width:auto;min-width:60%}}
.yl-k-attention td:last-child{{font-weight:700;text-align:right}}
.yl-k-attention td .yl-erratum{{display:table;margin-left:auto}}
.yl-k-outcome:not(:has(.yl-course)) table{{font-size:calc(32*var(--u)*var(--z))}}
.yl-k-outcome:not(:has(.yl-course)) td{{padding-top:calc(8*var(--u));padding-bottom:calc(8*var(--u))}}
.yl-more,.yl-about,.yl-site{{font-size:calc(32*var(--u)*var(--z));color:{c.muted}}}
.yl-slide footer{{position:absolute;left:calc(110*var(--u));bottom:calc(26*var(--u));
  right:calc(520*var(--u));font-size:calc(28*var(--u));color:{c.muted};white-space:nowrap;overflow:hidden;
  text-overflow:ellipsis}}
.yl-slide.yl-k-title{{justify-content:center}}
.yl-slide.yl-k-title h2{{font-size:calc(104*var(--u)*var(--z))}}
.yl-slide.yl-k-title h2::after{{content:"";display:block;width:calc(150*var(--u));
  height:calc(10*var(--u));background:{c.brand};margin-top:calc(36*var(--u))}}
.yl-erratum{{display:inline-block;font-size:calc(28*var(--u)*var(--z));color:{c.note_ink};
  background:{c.note_tint};padding:0 .5em;margin-left:.6em;font-weight:400;white-space:normal}}
.yl-said + .yl-erratum{{margin:0;align-self:flex-start}}
.yl-photos{{flex:1;display:flex;gap:calc(40*var(--u));min-height:0}}
.yl-photos figure{{flex:1;display:flex;flex-direction:column;min-width:0;min-height:0}}
.yl-photos img{{flex:1;min-height:0;object-fit:contain;object-position:left}}
.yl-photos figcaption{{font-size:calc(32*var(--u)*var(--z));color:{c.muted}}}
.yl-tiles{{display:grid;grid-template-columns:repeat(5,1fr);gap:calc(12*var(--u)) calc(30*var(--u));
  list-style:none;font-size:calc(32*var(--u)*var(--z))}}
.yl-tiles li{{display:flex;justify-content:space-between;border-top:1px solid {c.grid};margin:0}}
.yl-tiles li span:last-of-type{{font-weight:700}}
.yl-k-money .yl-body{{display:grid;grid-template-columns:auto 1fr;grid-template-rows:1fr auto auto}}
.yl-k-money :is(.yl-tiles,.yl-legend){{grid-column:1/-1}}
.yl-course{{flex:1;min-height:calc(260*var(--u));display:flex}}
.yl-plot{{position:relative;flex:1;display:flex;
  margin:calc(60*var(--u)) calc(340*var(--u) + 48*var(--u)*var(--z)) calc(64*var(--u)) 0}}
.yl-point{{flex:1;position:relative;border-bottom:2px solid {c.axis}}}
.yl-point > span{{position:absolute;top:100%;left:50%;transform:translateX(-50%);white-space:nowrap;
  font-size:calc(28*var(--u));color:{c.muted};padding-top:.3em;display:none}}
.yl-point:is(:first-of-type,:last-of-type) > span{{display:block}}
.yl-range{{position:absolute;left:50%;width:calc(16*var(--u));margin-left:calc(-8*var(--u));
  background:{c.axis};opacity:.42}}
.yl-dot{{position:absolute;left:50%;width:calc(24*var(--u));height:calc(24*var(--u));border-radius:50%;
  margin:0 0 calc(-12*var(--u)) calc(-12*var(--u));background:{c.ink}}}
.yl-dot b{{position:absolute;bottom:115%;left:50%;transform:translateX(-50%);font-style:normal;
  font-size:calc(40*var(--u)*var(--z));background:{c.paper};padding:0 .15em;line-height:1.1}}
.yl-empty{{position:absolute;bottom:4%;left:50%;transform:translateX(-50%);font-style:normal;
  font-size:calc(32*var(--u));color:{c.muted}}}
.yl-goal{{position:absolute;left:0;right:0;border-top:3px dashed {c.muted}}}
.yl-goal-words{{position:absolute;left:100%;margin-left:calc(32*var(--u)*var(--z));transform:translateY(50%);
  white-space:nowrap;
  font-size:calc(28*var(--u));color:{c.muted}}}
.yl-index{{display:none;position:absolute;inset:0;background:{c.paper};z-index:3;list-style:none;
  padding:calc(70*var(--u)) calc(110*var(--u)) !important;grid-template-columns:repeat(3,1fr);
  gap:calc(22*var(--u));align-content:start;font-size:calc(32*var(--u));overflow:auto}}
.yl-index li{{border:2px solid {c.grid};background:{c.surface};padding:calc(22*var(--u));margin:0;
  cursor:pointer;line-height:1.35}}
.yl-index li.yl-on,.yl-index li:focus{{border-color:{c.ink};outline:0}}
.yl-index small{{color:{c.muted};font-size:1em}}
.yl-deck.yl-all .yl-index{{display:grid}}
.yl-deck.yl-all .yl-bar,.yl-deck.yl-black .yl-bar{{display:none}}
.yl-deck.yl-black::after{{content:"";position:absolute;inset:0;background:#000;z-index:9}}
.yl-bar{{position:absolute;right:calc(60*var(--u));bottom:calc(18*var(--u));display:flex;
  gap:calc(26*var(--u));align-items:center;font-size:calc(28*var(--u));z-index:2}}
.yl-bar a{{color:{c.muted};text-decoration:none}}
.yl-bar [role=button]{{cursor:pointer;font-size:calc(52*var(--u));line-height:1;padding:0 .3em;
  color:{c.muted}}}
.yl-bar a:focus-visible,.yl-bar [role=button]:focus-visible{{outline:3px solid {c.better}}}
.yl-clock{{font-variant-numeric:tabular-nums;color:{c.ink}}}
.yl-clock.yl-over{{color:{c.worse_ink};font-weight:700}}
.yl-deck.yl-noclock .yl-clock{{display:none}}
.yl-rehearsal{{position:absolute;top:0;left:0;right:0;text-align:center;background:{c.caution_tint};
  color:{c.caution_ink};font-size:calc(28*var(--u));line-height:1.7;z-index:2}}
.yl-keys-help{{display:none;position:absolute;right:calc(60*var(--u));bottom:calc(96*var(--u));
  list-style:none;background:{c.surface};border:2px solid {c.grid};padding:calc(24*var(--u)) !important;
  font-size:calc(28*var(--u));z-index:4}}
.yl-keys-help li{{margin:0}}
.yl-deck.yl-help .yl-keys-help{{display:block}}
.yl-live h3{{font-size:calc(36*var(--u)*var(--z));margin:0 0 .3em;padding:0}}
.yl-live{{font-size:calc(38*var(--u)*var(--z));line-height:1.4;overflow:hidden}}
.yl-live p{{font-size:inherit}}
.yl-live ol{{padding-left:1.4em;font-size:inherit}} .yl-live li{{margin:0 0 .35em;font-size:inherit}}
.yl-live small{{color:{c.muted};font-size:.82em}}
.yl-votebar{{display:flex;height:calc(40*var(--u));background:{c.grid};margin:.3em 0;overflow:hidden}}
.yl-votebar i{{display:block;height:100%}}
.yl-live-source{{display:none}}
.yl-notes .yl-note{{font-size:calc(54*var(--u)*var(--z));line-height:1.5}}
.yl-notes .yl-said{{color:{c.muted};font-size:calc(40*var(--u)*var(--z))}}
.yl-notes .yl-next{{font-size:calc(40*var(--u));margin-top:auto}}
@media (max-width:760px){{
  .yl-deck{{--u:calc(100vw/900)}}
  .yl-slide{{overflow:auto;padding-left:calc(50*var(--u));padding-right:calc(50*var(--u))}}
  .yl-slide footer{{display:none}} .yl-tiles{{grid-template-columns:1fr 1fr}}
  .yl-index{{grid-template-columns:1fr;padding:calc(50*var(--u)) !important}}
  .yl-k-outcome .yl-body:has(.yl-course){{flex-direction:column}}
  .yl-bar{{left:calc(50*var(--u));right:calc(50*var(--u));justify-content:space-between;font-size:20px}}
  .yl-bar [role=button]{{font-size:44px;padding:0 .6em}}
}}
@media print{{.yl-deck{{position:static;overflow:visible}} .yl-bar,.yl-index{{display:none}}
  .yl-slide{{display:flex;position:relative;min-height:100vh;break-after:page}}}}
"""
