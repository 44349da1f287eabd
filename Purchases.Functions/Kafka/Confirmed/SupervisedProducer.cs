using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>
/// The worker's own producer, which is replaced after a fatal error. One producer serves the whole process: it sends in batches and keeps
/// the connections.
/// </summary>
internal sealed partial class SupervisedProducer(ProducerConfig config, string topic, TimeProvider time, ILogger<SupervisedProducer> logger)
{
    // Limits the rate at which a producer is replaced that fails immediately.
    private static readonly TimeSpan ReplaceInterval = TimeSpan.FromSeconds(1);

    // Metadata don't show whether a missing right has been granted.
    private static readonly TimeSpan RefusalTime = TimeSpan.FromMinutes(1);

    // Events that are queued when the process stops belong to calls that were answered 503.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private const int NoLeader = -1;

    // _gate: nothing is sent by a producer that is no longer _current. _asking: no metadata are requested from a producer that is disposed.
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

    /// <summary>Outages of delivery. Callers of <see cref="SendAsync"/> report successes here, failures to <see cref="Failed"/>.</summary>
    public OutageLog Outage { get; } = new($"Delivery to topic {topic}", time, logger);

    /// <summary>The producer's last error; null if there is none.</summary>
    public Error? Cause => _cause;

    /// <summary>Connects now instead of at the first event.</summary>
    /// <exception cref="InvalidOperationException">librdkafka rejects the configuration.</exception>
    public void Connect()
    {
        lock (_gate) Current();
    }

    /// <summary>
    /// Returns when all in-sync replicas have the event or the producer gives it up, after two minutes at most. An event that was sent
    /// can't be withdrawn, so there is no cancellation. Events with one key are written in the order of the calls, each once, unless one of
    /// them is given up.
    /// </summary>
    /// <returns>Null if they have it.</returns>
    public async Task<DeliveryFailure?> SendAsync(TopicMessage message)
    {
        var sent = new Message<string, string> { Key = message.Key, Value = message.Value, Headers = [] };
        foreach (var (name, text) in message.Headers) sent.Headers.Add(name, Encoding.UTF8.GetBytes(text));

        try
        {
            var (producer, delivery) = Send(sent);
            await delivery;
            _isTopicKnown = true;

            // A success after the producer's fatal error must not clear that error: other calls still fail because of it.
            if (_cause is not null) lock (_gate) if (ReferenceEquals(_current, producer)) _cause = null;
            return null;
        }
        catch (KafkaException e)
        {
            return DeliveryFailure.Of(e.Error, _cause, topic, _isTopicKnown);
        }
    }

    /// <summary>Reports a failed delivery to the outage log and to readiness, unless the event itself was rejected.</summary>
    public void Failed(DeliveryFailure failure)
    {
        if (failure.Kind == FailureKind.OfTheEvent) return;
        _lastFailure = failure;
        Outage.Failed(failure.Reason);
    }

    /// <summary>
    /// Why events can't be published, in sentences; null if they can, as far as that is known: brokers report neither how many replicas are
    /// in sync nor whether this app may write. So a failed delivery counts for 10 s; one that somebody must fix counts for a minute, or
    /// until a delivery succeeds. Otherwise a broker is asked for metadata, and the thread blocks until it answers.
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

    /// <summary>Accepts no more events, and returns when the queued ones are sent, after 5 s, or when the token is cancelled.</summary>
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
            return Refusal(e.Error) ??
                $"Kafka did not answer a metadata request within {timeout.TotalSeconds:0} s{DeliveryFailure.Because(_cause)}.";
        }
    }

    private string? Refusal(Error error) => DeliveryFailure.Refusal(error, topic, _isTopicKnown)?.Reason;

    private (IProducer<string, string>? Producer, Task Delivery) Send(Message<string, string> message)
    {
        lock (_gate)
        {
            var producer = Current();
            return (producer, producer?.ProduceAsync(topic, message) ?? Task.FromException(new KafkaException(ErrorCode.Local_State)));
        }
    }

    // Null after the stop, and for up to ReplaceInterval after a replacement that failed too.
    private IProducer<string, string>? Current()
    {
        if (_current is not null || _isStopped || (_replacedAt is { } at && time.GetElapsedTime(at) < ReplaceInterval)) return _current;
        if (_failedWith is not null)
        {
            // Logged here, in a call, because the Functions host drops a line that belongs to no invocation.
            LogReplaced(logger, _failedWith.Code, _failedWith.Reason);
            _replacedAt = time.GetTimestamp();
        }

        return _current = new ProducerBuilder<string, string>(config)
            .SetErrorHandler(OnError)
            .SetLogHandler((_, line) => _lines.Write(line))
            .Build();
    }

    // Only the error handler reports that an error is fatal: delivery reports have its code, but IsFatal is false.
    private void OnError(IProducer<string, string> producer, Error error)
    {
        if (error.IsFatal) Retire(producer, error);

        // Local_AllBrokersDown follows the error of the last connection, which may be more specific.
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

            // The producer fails the queued events, so the calls in flight get their delivery reports first. Nothing waits for its end: no
            // call is in flight when the process stops.
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
            // The time is up. No call of the events that are dropped now was answered 202.
        }

        lock (_asking) producer.Dispose();
    }

    [LoggerMessage(23, LogLevel.Error, "The Kafka producer failed and is replaced: {Code}, {Reason}")]
    private static partial void LogReplaced(ILogger logger, ErrorCode code, string reason);
}
