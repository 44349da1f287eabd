using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Core;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>
/// The worker's own producer, which nothing stops for good: after a fatal error it is replaced. One for the whole process, as it sends
/// in batches and keeps the connections.
/// </summary>
internal sealed class SupervisedProducer(ProducerConfig config, string topic, TimeProvider time, ILogger<SupervisedProducer> logger)
    : IHostedLifecycleService
{
    // A producer that fails at once, again and again, must not become a busy loop.
    private static readonly TimeSpan ReplaceInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Lock _asking = new();
    private IProducer<string, string>? _current;
    private Task _retired = Task.CompletedTask;
    private Error? _failedWith;
    private long? _replacedAt;
    private bool _isStopped;
    private volatile Error? _cause;

    public string Topic => topic;

    /// <summary>What the producer last said of itself or of its connections; null when all is well.</summary>
    public Error? Cause => _cause;

    public DeliveryOutage Outage { get; } = new(time, logger);

    /// <summary>
    /// Returns when all in-sync replicas have the events, or at the latest after <see cref="Limits.DeliveryTimeout"/>. There is nothing to
    /// cancel: what is on its way can't be called back, and whoever waits hears what became of it.
    /// </summary>
    /// <returns>Null when all are delivered; otherwise the first failure. Any of the events may have arrived all the same.</returns>
    public async Task<DeliveryFailure?> DeliverAsync(IReadOnlyList<TopicMessage> messages)
    {
        // All are queued, in their order, before the first one is waited for.
        var failures = await Task.WhenAll(messages.Select(DeliverAsync));
        return Array.Find(failures, failure => failure is not null);
    }

    /// <summary>Asks a broker for the topic; blocks until it answers.</summary>
    /// <returns>Null when there is a broker that takes events for it.</returns>
    public Error? AskBroker(TimeSpan timeout)
    {
        // A producer is disposed of by whoever holds this lock: its handle must not go while it is asked.
        lock (_asking)
        {
            if (Current() is not { } producer) return _cause ?? new(ErrorCode.Local_State);
            try
            {
                using var client = new DependentAdminClientBuilder(producer.Handle).Build();
                var found = client.GetMetadata(topic, timeout).Topics.Single();
                if (found.Error.IsError) return found.Error;
                return found.Partitions.Exists(partition => partition.Leader >= 0) ? null : new(ErrorCode.LeaderNotAvailable);
            }
            catch (KafkaException e)
            {
                return e.Error;
            }
        }
    }

    /// <summary>Connects now rather than at the first buy.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Current();
        return Task.CompletedTask;
    }

    /// <summary>Sends what is queued, within the shutdown time-out. The web server has stopped by now: nobody brings more.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        IProducer<string, string>? last;
        lock (_gate)
        {
            _isStopped = true;
            (last, _current) = (_current, null);
        }

        if (last is not null) await Task.Run(() => End(last, cancellationToken), CancellationToken.None);
        await _retired.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<DeliveryFailure?> DeliverAsync(TopicMessage message)
    {
        try
        {
            await SendAsync(message);
            _cause = null;
            Outage.Delivered();
            return null;
        }
        catch (KafkaException e)
        {
            var failure = DeliveryFailure.Of(e.Error, _cause, topic);
            Outage.Failed(failure);
            return failure;
        }
    }

    private async Task SendAsync(TopicMessage message)
    {
        var sent = new Message<string, string> { Key = message.Key, Value = message.Value, Headers = [] };
        foreach (var (name, text) in message.Headers) sent.Headers.Add(name, Encoding.UTF8.GetBytes(text));

        var producer = Current();
        try
        {
            await SendAsync(producer, sent);
        }
        catch (KafkaException e) when (producer is not null && e.Error.IsFatal)
        {
            // It had failed before and took nothing: its error handler may be on its way still.
            Retire(producer, e.Error);
            await SendAsync(Current(), sent);
        }
    }

    private Task<DeliveryResult<string, string>> SendAsync(IProducer<string, string>? producer, Message<string, string> message) =>
        producer?.ProduceAsync(topic, message) ?? throw new KafkaException(ErrorCode.Local_State);

    // Null between a failure that followed a replacement at once and the next try, and after the stop.
    private IProducer<string, string>? Current()
    {
        lock (_gate)
        {
            if (_current is not null || _isStopped || (_replacedAt is { } at && time.GetElapsedTime(at) < ReplaceInterval)) return _current;
            if (_failedWith is not null)
            {
                // Said here and not where it is seen: the Functions host drops a line that belongs to no invocation.
                ProducerLog.Replaced(logger, _failedWith.Code, _failedWith.Reason);
                _replacedAt = time.GetTimestamp();
            }

            // librdkafka's own lines go to standard error, which the Functions host shows.
            return _current = new ProducerBuilder<string, string>(config).SetErrorHandler(OnError).Build();
        }
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

            // Calls under way get their delivery reports first.
            var ended = Task.Run(() => End(failed, CancellationToken.None));
            _retired = _retired.IsCompleted ? ended : Task.WhenAll(_retired, ended);
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
