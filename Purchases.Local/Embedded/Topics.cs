using Microsoft.Extensions.Logging;

namespace Purchases.Local.Embedded;

/// <summary>The topics of the data directory, each opened once.</summary>
internal sealed class Topics(DataDirectory directory, TimeProvider time, ILogger<Topics> logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TopicLog> _open = new(StringComparer.Ordinal);

    /// <summary>Returns when all open topics can be written, whether or not anybody buys.</summary>
    /// <exception cref="Core.UnavailableException">One can't be written.</exception>
    public Task CheckAsync()
    {
        List<TopicLog> open;
        lock (_lock) open = [.. _open.Values];
        return Task.WhenAll(open.Select(topic => topic.CheckAsync()));
    }

    /// <exception cref="StartupException">The log's file can't be used, or Kafka doesn't allow the name.</exception>
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
