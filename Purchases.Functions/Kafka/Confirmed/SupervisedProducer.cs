using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Purchases.Core;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>
/// The worker's own producer, which nothing stops permanently: after a fatal error it is replaced. One for the whole process, as it sends
/// in batches and keeps the connections.
/// </summary>
internal sealed partial class SupervisedProducer(ProducerConfig config, string topic, TimeProvider time, ILogger<SupervisedProducer> logger)
{
    // A producer that fails at once, again and again, must not become a busy loop.
    private static readonly TimeSpan ReplaceInterval = TimeSpan.FromSeconds(1);

    // A right that was missing most likely still is, and metadata doesn't tell.
    private static readonly TimeSpan RefusalTime = TimeSpan.FromMinutes(1);

    // What waits when the process stops belongs to calls that were answered 503.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private const int NoLeader = -1;

    // Under _gate: nobody sends by a producer that is _current no longer. Under _asking: nobody asks by one that is being disposed of.
    private readonly Lock _gate = new();
    private readonly Lock _asking = new();
    private readonly ClientLines _lines = new(Console.Error, time);
    private IProducer<string, string>? _current;
    private Error? _failedWith;
    private long _failedAt;
    private long? _replacedAt;
    private bool _isStopped;
    private volatile Error? _cause;
    private volatile bool _isTopicKnown;
    private volatile DeliveryFailure? _lastFailure;

    public string Topic => topic;

    /// <summary>Of delivery. Whoever sends reports what became of it, a failure by <see cref="Failed"/>.</summary>
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
    /// Returns when all in-sync replicas have the event, or when it is given up, after two minutes at the latest. There is nothing to
    /// cancel: what is on its way can't be called back. Events of one key are written in the order in which they are sent, each once,
    /// unless one of them is given up.
    /// </summary>
    /// <returns>Null when they have it.</returns>
    public async Task<DeliveryFailure?> SendAsync(TopicMessage message)
    {
        var sent = new Message<string, string> { Key = message.Key, Value = message.Value, Headers = [] };
        foreach (var (name, text) in message.Headers) sent.Headers.Add(name, Encoding.UTF8.GetBytes(text));

        try
        {
            var (producer, delivery) = Send(sent);
            await delivery;
            _isTopicKnown = true;

            // A success that comes after its producer's fatal error must not hide it from the calls that fail.
            if (_cause is not null) lock (_gate) if (ReferenceEquals(_current, producer)) _cause = null;
            return null;
        }
        catch (KafkaException e)
        {
            return DeliveryFailure.Of(e.Error, _cause, topic, _isTopicKnown);
        }
    }

    /// <summary>Tells the log of outages and readiness of a failed delivery, unless the event itself is at fault.</summary>
    public void Failed(DeliveryFailure failure)
    {
        if (failure.Kind == FailureKind.OfTheEvent) return;
        _lastFailure = failure;
        Outage.Failed(failure.Reason);
    }

    /// <summary>
    /// Why the topic can't be published to, in sentences; null when it can, as far as that is known: brokers tell neither how many replicas
    /// are in sync nor whether this app may write. So a delivery that failed in the last 10 s counts, and one that somebody must see to
    /// until one works or a minute has passed. Otherwise a broker is asked, and the thread blocks until it answers.
    /// </summary>
    public string? WhyNotReady(TimeSpan timeout)
    {
        if (Outage.Current() is { } outage && _lastFailure is { Kind: not FailureKind.TopicUnknownForNow } failure)
        {
            if (outage.Age < Limits.DeliveryTimeout) return failure.Reason;
            if (failure.Kind == FailureKind.MustBeFixed && !outage.HasSucceededSince && outage.Age < RefusalTime) return failure.Reason;
        }

        lock (_asking)
        {
            IProducer<string, string>? producer;
            lock (_gate)
            {
                producer = Current();
                if (_cause is { IsFatal: true } fatal && time.GetElapsedTime(_failedAt) < RefusalTime && Refusal(fatal) is { } refusal)
                    return refusal;
            }

            return producer is null ? $"{DeliveryFailure.Replaced}." : AskBroker(producer, timeout);
        }
    }

    /// <summary>Takes nothing more, and returns when what is queued is sent, after 5 s or when the token is cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StopTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        IProducer<string, string>? last;
        lock (_gate)
        {
            _isStopped = true;
            (last, _current) = (_current, null);
        }

        if (last is not null) await Task.Run(() => End(last, either.Token), CancellationToken.None);
    }

    private string? AskBroker(IProducer<string, string> producer, TimeSpan timeout)
    {
        try
        {
            using var client = new DependentAdminClientBuilder(producer.Handle).Build();
            var found = client.GetMetadata(topic, timeout).Topics.Single();
            if (_cause?.Code == ErrorCode.Local_AllBrokersDown) _cause = null;
            if (found.Error.IsError) return Refusal(found.Error) ?? $"Kafka answers with an error for it ({found.Error.Code}).";
            _isTopicKnown = true;
            return found.Partitions.Exists(partition => partition.Leader != NoLeader) ? null : "None of its partitions has a leader.";
        }
        catch (KafkaException e)
        {
            return Refusal(e.Error) ?? NoAnswer();
        }
    }

    private string? Refusal(Error error) => DeliveryFailure.Refusal(error, topic, _isTopicKnown)?.Reason;

    private string NoAnswer() => $"No broker of KAFKA_BOOTSTRAP_SERVERS answers{DeliveryFailure.Because(_cause)}.";

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
            // Logged here and not where it is seen: the Functions host drops a line that belongs to no invocation.
            LogReplaced(logger, _failedWith.Code, _failedWith.Reason);
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

        // It follows what ended the last connection, and says less.
        else if (error.Code != ErrorCode.Local_AllBrokersDown || _cause is null or { Code: ErrorCode.Local_Transport }) _cause = error;
    }

    private void Retire(IProducer<string, string> failed, Error error)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_current, failed)) return;
            _current = null;
            _cause = _failedWith = error;
            _failedAt = time.GetTimestamp();

            // It drops what is queued, and calls under way get their delivery reports first. Nobody waits for the rest: when the process
            // stops, no call is under way.
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
            // The time is up. What is dropped now was never answered 202.
        }

        lock (_asking) producer.Dispose();
    }

    [LoggerMessage(23, LogLevel.Error, "The Kafka producer failed and is replaced: {Code}, {Reason}")]
    private static partial void LogReplaced(ILogger logger, ErrorCode code, string reason);
}
