using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The topics of the data directory, each opened once.</summary>
internal sealed class Topics(DataDirectory directory, TimeProvider time) : IReadinessCheck, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TopicLog> _open = new(StringComparer.Ordinal);

    public string Name => "topics";

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            lock (_lock)
            {
                foreach (var topic in _open.Values) topic.EndOffset();
            }

            return Task.CompletedTask;
        }
        catch (LogUnavailableException e)
        {
            return Task.FromException(new StoreUnavailableException(e.Message, e));
        }
    }

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
