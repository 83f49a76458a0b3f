"""What random notes are made of."""

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
# Words to be marked, which have nothing in common with each other or with the words around them.
MARKS = (
    "rhine copper 1789 gauss lisbon enzyme haiku quartz otter jazz velum fugue 316 byzantium hydrogen orchid nile "
    "chess pluto 1066 dante volcano iris kimono magma wolfram 42 zebra yurt cobalt"
).split()
# Syllables of which words are made that mean nothing in any language.
SYLLABLES = "bak dor fen gul hax jim kol lup mev niz pah quo rys sul tov vim wex yad zon chi".split()
