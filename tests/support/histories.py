"""A random author: a folder of notes whose true identities are known, and the edits that people make to it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

SUBJECTS = (
    "useMemo useCallback useEffect useState Redux closures hoisting prototypes promises generators iterators Kafka "
    "Redis PostgreSQL MySQL B-trees bloom-filters consensus sharding replication backpropagation dropout momentum "
    "softmax attention convolution pooling quantisation distillation pruning 梯度消失 反向传播 批归一化 自注意力 "
    "位置编码 卷积核 池化层 学习率 过拟合 交叉熵 注意力机制 残差连接 知识蒸馏 模型量化 数据增强 线程池 "
    "内存屏障 垃圾回收 类加载器 哈希冲突"
).split()
TEMPLATES = (
    "What is {}?",
    "Why would you use {}?",
    "How does {} work internally?",
    "What are the drawbacks of {} in production?",
    "Explain {} with an example.",
    "什么是{}？",
    "{}的原理是什么？",
    "为什么需要{}？",
    "{}有什么缺点？",
    "请简述{}的实现过程。",
)
WORDS = (
    "cache memory update render value queue node index page lock thread state graph weight layer batch gradient loss "
    "token vector matrix kernel buffer stream signal branch commit merge leader follower quorum replica shard segment "
    "latency throughput window margin bias variance feature label sample epoch worker driver broker topic partition "
    "offset consumer producer handler callback closure scope module import export bundle loader parser lexer grammar"
).split()
PHRASES = (
    "参数 更新 方向 损失 函数 梯度 计算 速度 内存 占用 训练 稳定 收敛 样本 分布 特征 提取 网络 结构 层数 输入 输出 "
    "通道 权重 初始化 随机 噪声 平均 方差 归一 缓存 线程 锁 竞争 队列 阻塞 调度 回收 对象 引用 指针 地址 "
    "编译 运行 优化 模型 推理"
).split()


@dataclass(frozen=True)
class Q:
    """One question: `key` is who it truly is, whatever it says; `writing` counts how often its answer was rewritten."""

    key: int
    title: str
    answer: str
    anchor: str = ""
    number: int = 0
    writing: int = 0

    def markdown(self) -> str:
        number = f"{self.number}. " if self.number else ""
        anchor = f"<!-- id: {self.anchor} -->\n\n" if self.anchor else ""
        return f"## {number}{self.title}\n\n{anchor}{self.answer}\n"


@dataclass
class Author:
    """Files by name, and what was deleted from them."""

    random: random.Random
    files: dict[str, list[Q]] = field(default_factory=dict)
    gone: dict[int, tuple[str, Q]] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)
    next_key: int = 0

    def start(self, files: int, each: int) -> None:
        for name in range(files):
            self.files[f"f{name}.md"] = [self.fresh() for _ in range(each)]

    def fresh(self, template: str | None = None) -> Q:
        self.next_key += 1
        title = (template or self.random.choice(TEMPLATES)).format(self.random.choice(SUBJECTS))
        while title in self.titles:
            title = self.random.choice(TEMPLATES).format(self.random.choice(SUBJECTS))
        self.titles.add(title)
        return Q(self.next_key, title, self.text())

    def text(self) -> str:
        sentences = []
        for _ in range(self.random.randint(2, 5)):
            if self.random.random() < 0.5:
                sentences.append(" ".join(self.random.choices(WORDS, k=self.random.randint(6, 14))) + ".")
            else:
                sentences.append("".join(self.random.choices(PHRASES, k=self.random.randint(6, 14))) + "。")
        return "\n\n".join(sentences)

    def corrected(self, text: str) -> str:
        """The text with a few letters in one place replaced by a word."""
        at = self.random.randrange(len(text) - 5)
        return text[:at] + self.random.choice(WORDS) + text[at + self.random.randint(1, 5) :]

    def any(self) -> tuple[str, int] | None:
        places = [(name, at) for name, qs in self.files.items() for at in range(len(qs))]
        return self.random.choice(places) if places else None

    def change(self, place: tuple[str, int], q: Q) -> None:
        name, at = place
        self.files[name][at] = q

    def edit(self) -> str:
        """One edit; its name."""
        name = self.random.choice(EDITS)
        if self.any() is None and name != "add":
            name = "add"
        getattr(self, name)()
        return name

    # What is asked, changed; the answer stays.
    def typo(self) -> None:
        place, q = self.pick()
        at = self.random.randrange(len(q.title))
        self.change(place, replace(q, title=q.title[:at] + q.title[at + 1 :] if len(q.title) > 9 else q.title + "?"))

    def rephrase(self) -> None:
        place, q = self.pick()
        self.change(place, replace(q, title=f"In one sentence, {' '.join(self.random.sample(WORDS, 4))}?"))

    def lengthen(self) -> None:
        place, q = self.pick()
        self.change(place, replace(q, title=q.title.rstrip("?？。.") + " — and when not, in practice?"))

    def markup(self) -> None:
        place, q = self.pick()
        self.change(place, replace(q, title=f"**{q.title.strip('*')}**"))

    def renumber(self) -> None:
        for name, qs in self.files.items():
            self.files[name] = [replace(q, number=at + 1) for at, q in enumerate(qs)]

    # The answer, changed; the question stays.
    def fix_answer(self) -> None:
        place, q = self.pick()
        self.change(place, replace(q, answer=self.corrected(q.answer)))

    def double_answer(self) -> None:
        place, q = self.pick()
        self.change(place, replace(q, answer=q.answer + "\n\n" + self.text()))

    def rewrite_answer(self) -> None:
        place, q = self.pick()
        self.change(place, replace(q, answer=self.text(), writing=q.writing + 1))

    # Both, a little.
    def touch_up(self) -> None:
        place, q = self.pick()
        self.change(place, replace(q, title=q.title.rstrip("?？。.") + "?!", answer=self.corrected(q.answer)))

    # Both, completely: nobody could tell, so a new note is right too.
    def replace_all(self) -> None:
        place, q = self.pick()
        self.change(place, replace(q, title=self.fresh().title, answer=self.text(), writing=q.writing + 1))

    # Places.
    def shuffle(self) -> None:
        self.random.shuffle(self.files[self.random.choice(list(self.files))])

    def move(self) -> None:
        (name, at), q = self.pick()
        del self.files[name][at]
        other = self.random.choice(list(self.files))
        self.files[other].insert(self.random.randint(0, len(self.files[other])), q)

    def rename(self) -> None:
        name = self.random.choice(list(self.files))
        new = f"renamed{self.random.randrange(10**6)}.md"
        self.files[new] = self.files.pop(name)

    def split(self) -> None:
        name = self.random.choice(list(self.files))
        qs = self.files[name]
        half = len(qs) // 2
        new = f"part{self.random.randrange(10**6)}.md"
        self.files[name], self.files[new] = qs[:half], qs[half:]

    def merge(self) -> None:
        if len(self.files) > 1:
            one, other = self.random.sample(list(self.files), 2)
            self.files[one] += self.files.pop(other)

    # Coming and going.
    def add(self) -> None:
        name = self.random.choice(list(self.files))
        self.files[name].insert(self.random.randint(0, len(self.files[name])), self.fresh())

    def delete(self) -> None:
        (name, at), q = self.pick()
        del self.files[name][at]
        self.gone[q.key] = (name, q)

    def succeed(self) -> None:
        """A question deleted and a similar one written in its place: another note."""
        (name, at), q = self.pick()
        template = next((t for t in TEMPLATES if q.title.startswith(t.split("{}")[0]) and t.split("{}")[0]), None)
        self.gone[q.key] = (name, q)
        self.files[name][at] = self.fresh(template)

    def come_back(self) -> None:
        if self.gone:
            key = self.random.choice(list(self.gone))
            name, q = self.gone.pop(key)
            self.files.setdefault(name, []).append(q)

    def pin(self) -> None:
        place, q = self.pick()
        if not q.anchor:
            name, at = place
            self.files[name][at] = replace(q, anchor=f"pin-{q.key}")

    def unpin(self) -> None:
        (name, at), q = self.pick()
        self.files[name][at] = replace(q, anchor="")

    def pick(self) -> tuple[tuple[str, int], Q]:
        place = self.any()
        assert place is not None
        return place, self.files[place[0]][place[1]]


EDITS = (
    "typo rephrase lengthen markup renumber fix_answer double_answer rewrite_answer touch_up replace_all shuffle move "
    "rename split merge add delete succeed come_back pin unpin"
).split()
