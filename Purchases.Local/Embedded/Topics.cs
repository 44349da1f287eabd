using Microsoft.Extensions.Logging;

namespace Purchases.Local.Embedded;

/// <summary>The topics of the data directory, each opened once.</summary>
internal sealed class Topics(DataDirectory directory, TimeProvider time, ILogger<Topics> logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TopicLog> _open = new(StringComparer.Ordinal);

    /// <summary>They can be appended to, whether or not anybody buys.</summary>
    public Task CheckAsync()
    {
        List<TopicLog> open;
        lock (_lock) open = [.. _open.Values];
        return Task.WhenAll(open.Select(topic => topic.CheckAsync()));
    }

    /// <exception cref="StartupException">Its file can't be used, or the name isn't one that Kafka allows.</exception>
    public TopicLog Open(string topic)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(topic, out var log)) _open[topic] = log = new(directory, topic, time, logger);
            return log;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _open.Values) await log.DisposeAsync();
    }
}
