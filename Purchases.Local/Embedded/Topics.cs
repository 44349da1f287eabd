namespace Purchases.Local.Embedded;

/// <summary>The topics of the data directory, each opened once.</summary>
internal sealed class Topics(DataDirectory directory, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TopicLog> _open = new(StringComparer.Ordinal);

    /// <exception cref="StartupException">Its file can't be used, or the name isn't one that Kafka allows.</exception>
    public TopicLog Open(string topic)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(topic, out var log)) _open[topic] = log = new(directory, topic, time);
            return log;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _open.Values) await log.DisposeAsync();
    }
}
