"""Formulas that would do more than show mathematics, and their harmless neighbours."""

from itertools import pairwise

RUN = "javascript:void(globalThis.ran=1)"
FAR = "http://elsewhere.test/a.png"


def _growing(levels: int) -> str:
    names = [f"\\g{chr(97 + level)}" for level in range(levels)]
    bodies = [f"\\def{one}{{\\sqrt{{{two}}}\\sqrt{{{two}}}}}" for one, two in pairwise(names)]
    return "".join(bodies) + f"\\def{names[-1]}{{x}}{names[0]}"


# By what they try.
ATTACKS = {
    # Links.
    "a script": rf"\href{{{RUN}}}{{x}}",
    "a script by another name": rf"\let\go\href \go{{{RUN}}}{{x}}",
    "a script in a macro": rf"\def\go#1{{\href{{#1}}{{x}}}}\go{{{RUN}}}",
    "a script by its extension": rf"\require{{html}}\href{{{RUN}}}{{x}}",
    "a script in capitals": rf"\href{{{RUN.replace('java', 'JaVa')}}}{{x}}",
    "a script behind a blank": rf"\href{{ {RUN}}}{{x}}",
    "a script around a line end": "\\href{java\nscript:ran=1}{x}",
    "a script in a token": rf"\mmlToken{{mi}}[href={RUN}]{{x}}",
    "a script in text": rf"\text{{a $\href{{{RUN}}}{{x}}$}}",
    "a script in a tag": rf"\tag{{$\href{{{RUN}}}{{x}}$}}y",
    "a script over an arrow": rf"\ce{{A ->[\href{{{RUN}}}{{x}}] B}}",
    "a script in an operator": rf"\operatorname{{\href{{{RUN}}}{{x}}}}",
    "a script in a diagram": rf"\begin{{CD}}A @>\href{{{RUN}}}{{x}}>> B\end{{CD}}",
    "a script in a tooltip": rf"\texttip{{\href{{{RUN}}}{{x}}}}{{y}}",
    "a script that is toggled": rf"\toggle{{y}}{{\href{{{RUN}}}{{x}}}}\endtoggle",
    "a script of VB": r"\href{vbscript:a}{x}",
    "a file": r"\href{file:///etc/passwd}{x}",
    "data": r"\href{data:text/html,<script>ran=1</script>}{x}",
    "a blob": r"\href{blob:http://a.b/c}{x}",
    "another host's address": r"\href{//elsewhere.test}{x}",
    "a place of the page": r"\href{#qa}{x}",
    # Styles.
    "a style that covers": r"\style{position:fixed;top:0;left:0;width:999px;height:999px;background:red}{x}",
    "a style that loads": rf"\style{{background-image:url({FAR})}}{{x}}",
    "a style with a comment": r"\style{color:red;posi/**/tion:fixed}{x}",
    "a style with an escape": r"\style{p\6fsition:fixed}{x}",
    "a style that grows": r"\style{padding:9999px}{x}",
    "a style of large letters": r"\style{font-size:99999%}{x}",
    "a box that covers": r"\bbox[position:fixed;padding:9999px]{x}",
    "a box that loads": rf"\bbox[background:url({FAR})]{{x}}",
    "a box that is large": r"\bbox[9999px]{x}",
    "a font that loads": rf"\unicode[Times;background:url({FAR})]{{65}}",
    "a colour that is more": r"\color{red;position:fixed}{x}",
    "a ground that is more": rf"\colorbox{{url({FAR})}}{{x}}",
    "a frame that is more": r"\fcolorbox{red;position:fixed}{blue}{x}",
    "a style of a token": r"\mmlToken{mi}[style=position:fixed]{x}",
    "a ground of a token": rf"\mmlToken{{mi}}[background=url({FAR})]{{x}}",
    "a ground of an enclosure": rf"\enclose{{box}}[mathbackground=url({FAR})]{{x}}",
    # Names that are Anki's, ours or the script's.
    "an id of Anki's": r"\cssId{qa}{x}",
    "a class of ours": r"\class{enlarged}{x}",
    "an id of a token": r"\mmlToken{mi}[id=qa]{x}",
    "a class of a token": r"\mmlToken{mi}[class=tappable]{x}",
    # Sizes.
    "a rule": r"\rule{99999em}{99999em}",
    "a rule that counts for nothing": r"\smash{\rlap{\rule{9999em}{9999em}}}",
    "a rule that is invisible": r"\phantom{\rule{1em}{9999em}}",
    "a kern": r"\kern99999em x",
    "a kern backwards": r"\kern-99999em x",
    "a space": r"\hspace{99999em}x",
    "many spaces": r"\kern90em" * 90,
    "something raised": r"\raise99999em{x}",
    "something moved": r"\moveleft99999em{x}",
    "a row": r"\begin{array}{c}a\\[99999em]b\end{array}",
    "a line": r"a\\[99999em]b",
    "a bar": r"a\above99999pt b",
    "a fraction's bar": r"\genfrac{}{}{99999pt}{}{a}{b}",
    "a large token": r"\mmlToken{mi}[mathsize=99999px]{x}",
    "a long parenthesis": r"\mmlToken{mo}[minsize=99999em]{(}",
    "an enclosure's room": r"\enclose{box}[data-padding=99999]{x}",
    "an accent far away": r"\skew{99999}{\hat}{x}",
    "thousands of columns": r"\begin{array}{c}" + "a&" * 4000 + r"a\end{array}",
    "thousands of letters": "x" * 30_000,
    # Time.
    "a macro that grows": _growing(24),
    "columns without end": r"\begin{alignat}{999999999}a&b\end{alignat}",
    "braces within braces": "{" * 10_000 + "x" + "}" * 10_000,
    "roots within roots": r"\sqrt{" * 10_000 + "x" + "}" * 10_000,
    "powers of powers": "x^{" * 600 + "x" + "}" * 600,
    # What stays, or only acts where something has stayed.
    "another meaning": r"\def\frac#1#2{42}",
    "another meaning by let": r"\let\sum\int",
    "another environment": r"\newenvironment{array}{a}{b}x",
    "text that is read": r"\require{textmacros}\text{x}",
    "an extension that is not there": r"\require{elsewhere}x",
    "a link whose command is another's": rf"\go\href{{{RUN}}}",
    "a link in what is unknown": r"\go{\href{https://a.b}{x}}",
    "a link in a mistake": r"\frac{\href{https://a.b}{x}}",
    # What is one formula here and two for Anki.
    "an end in a comment": rf"a % \) \(\href{{{RUN}}}{{x}}",
    "an end in verbatim": rf"\verb| \) \(\href{{{RUN}}}{{x}} |",
    # What stops MathJax, and with it the card.
    "a letter that is none": r"\unicode{x110000}",
    "a variant that is none": r"\mmlToken{mi}[mathvariant=none]{x}",
}
HARMLESS = [
    r"\href{https://a.b/c?d=e}{x}",
    r"\href{mailto:a@b.c}{x}",
    r"\href{ HTTPS://a.b }{x}",
    r"\style{color: rgb(1, 2, 3); font-weight: 700}{x}",
    r"\bbox[yellow, 5px, border: 2px solid red]{x}",
    r"\bbox[#ffe, 3pt]{x}",
    r"\fcolorbox{red}{#eef}{x}",
    r"\textcolor[RGB]{1, 2, 3}{x}",
    r"\unicode[Times New Roman]{65}",
    r"\unicode[.55,0.05][Geramond]{x22D6}",
    r"\rule{3cm}{1pt}",
    r"\hspace{-2em}x\hspace{10cm}y",
    r"\raise 2ex {x}",
    r"\left(\vphantom{\rule{0pt}{20em}}x\right)",
    r"\begin{array}{c}" + r"a\\" * 300 + r"\end{array}",
    r"\tag{qa}x",
    r"\enclose{roundedbox}[mathcolor=red]{x}",
    r"\toggle{x}{y}\endtoggle",
    r"\texttip{x}{y}",
    r"\text{ends in \)}",
    r"\verb|\href|",
    r"\newcommand{\own}[1]{\mathbf{#1}}\own{v}",
    r"\definecolor{own}{rgb}{1,0,0}\color{own}{x}",
    r"\begin{multline}a\\b\end{multline}",
    r"\begin{empheq}[left=\empheqlbrace]{align}a\\b\end{empheq}",
    r"\begin{prooftree}\AxiomC{A}\UnaryInfC{B}\end{prooftree}",
    r"\begin{array}{|c|c|}\hline\rowcolor{red}a&b\\\hline\end{array}",
]
