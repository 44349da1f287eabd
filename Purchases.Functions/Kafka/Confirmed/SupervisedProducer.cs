using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Purchases.Core;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>
/// The worker's own producer, which nothing stops for good: after a fatal error it is replaced. One for the whole process, as it sends
/// in batches and keeps the connections.
/// </summary>
internal sealed class SupervisedProducer(ProducerConfig config, string topic, TimeProvider time, ILogger<SupervisedProducer> logger)
{
    // A producer that fails at once, again and again, must not become a busy loop.
    private static readonly TimeSpan ReplaceInterval = TimeSpan.FromSeconds(1);

    private const int NoLeader = -1;

    // Under _gate: nobody sends by a producer that is _current no longer. Under _asking: nobody asks by one that is being disposed of.
    private readonly Lock _gate = new();
    private readonly Lock _asking = new();
    private readonly ClientLines _lines = new(Console.Error, time);
    private IProducer<string, string>? _current;
    private Error? _failedWith;
    private long? _replacedAt;
    private bool _isStopped;
    private volatile Error? _cause;

    public string Topic => topic;

    /// <summary>Of delivery. Whoever sends reports what became of it.</summary>
    public OutageLog Outage { get; } = new($"Delivery to topic {topic}", time, logger);

    /// <summary>What the producer last said of itself or of its connections; null when all is well.</summary>
    public Error? Cause => _cause;

    /// <summary>Connects now rather than at the first event.</summary>
    /// <exception cref="InvalidOperationException">librdkafka refuses the configuration.</exception>
    public void Connect()
    {
        lock (_gate) Current();
    }

    /// <summary>
    /// Returns when all in-sync replicas have the event. There is nothing to cancel: what is on its way can't be called back, and whoever
    /// waits hears what became of it within the producer's own time-out. Events of one key stay in the order in which they are sent.
    /// </summary>
    /// <exception cref="KafkaException">The event was not confirmed. It may have arrived all the same.</exception>
    public async Task SendAsync(TopicMessage message)
    {
        var sent = new Message<string, string> { Key = message.Key, Value = message.Value, Headers = [] };
        foreach (var (name, text) in message.Headers) sent.Headers.Add(name, Encoding.UTF8.GetBytes(text));

        var (producer, delivery) = Send(sent);
        await delivery;
        if (_cause is null) return;

        // A success that comes after its producer's fatal error must not hide it from the calls that fail.
        lock (_gate) if (ReferenceEquals(_current, producer)) _cause = null;
    }

    /// <summary>Asks a broker for the topic; blocks until it answers.</summary>
    /// <returns>Null when there is a broker that takes events for it.</returns>
    public Error? AskBroker(TimeSpan timeout)
    {
        lock (_asking)
        {
            IProducer<string, string>? producer;
            lock (_gate) producer = Current();
            if (producer is null) return _cause ?? new(ErrorCode.Local_State);
            try
            {
                using var client = new DependentAdminClientBuilder(producer.Handle).Build();
                var found = client.GetMetadata(topic, timeout).Topics.Single();
                if (found.Error.IsError) return found.Error;
                return found.Partitions.Exists(partition => partition.Leader != NoLeader) ? null : new(ErrorCode.LeaderNotAvailable);
            }
            catch (KafkaException e)
            {
                return e.Error;
            }
        }
    }

    /// <summary>Takes nothing more, and returns when what is queued is sent or the token is cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        IProducer<string, string>? last;
        lock (_gate)
        {
            _isStopped = true;
            (last, _current) = (_current, null);
        }

        if (last is not null) await Task.Run(() => End(last, cancellationToken), CancellationToken.None);
    }

    private (IProducer<string, string>? Producer, Task Delivery) Send(Message<string, string> message)
    {
        lock (_gate)
        {
            var producer = Current();
            return (producer, producer?.ProduceAsync(topic, message) ?? Task.FromException(new KafkaException(ErrorCode.Local_State)));
        }
    }

    // Null after the stop, and for up to ReplaceInterval after a replacement that failed as well.
    private IProducer<string, string>? Current()
    {
        if (_current is not null || _isStopped || (_replacedAt is { } at && time.GetElapsedTime(at) < ReplaceInterval)) return _current;
        if (_failedWith is not null)
        {
            // Said here and not where it is seen: the Functions host drops a line that belongs to no invocation.
            ProducerLog.Replaced(logger, _failedWith.Code, _failedWith.Reason);
            _replacedAt = time.GetTimestamp();
        }

        return _current = new ProducerBuilder<string, string>(config)
            .SetErrorHandler(OnError)
            .SetLogHandler((_, line) => _lines.Write(line))
            .Build();
    }

    // A fatal error is seen here only: delivery reports have its code, and don't say that it is fatal.
    private void OnError(IProducer<string, string> producer, Error error)
    {
        if (error.IsFatal) Retire(producer, error);
        else _cause = error;
    }

    private void Retire(IProducer<string, string> failed, Error error)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_current, failed)) return;
            _current = null;
            _cause = _failedWith = error;

            // Calls under way get their delivery reports first. Nobody waits for the rest: when the process stops, no call is under way.
            _ = Task.Run(() => End(failed, CancellationToken.None));
        }
    }

    private void End(IProducer<string, string> producer, CancellationToken cancellationToken)
    {
        try
        {
            producer.Flush(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The time is up. None of the calls that still wait was answered 202.
        }

        lock (_asking) producer.Dispose();
    }
}
