using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Core;
using Purchases.Local.Embedded;

namespace Purchases.Local.Runtime;

/// <summary>
/// Feeds a Kafka-triggered function batches from the log, for one consumer group. The group's offset moves only after the function
/// returned; what happens when it throws is what host.json and the retry attribute say, with the meaning that the Functions host gives them
/// (Azure/azure-functions-kafka-extension, Trigger/MultipleItemFunctionExecutor.cs).
/// </summary>
internal sealed partial class KafkaTriggerListener(
    FunctionDefinition function,
    TopicLog topic,
    string consumerGroup,
    DataDirectory directory,
    ConsumerOffsets offsets,
    TriggerSettings settings,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<KafkaTriggerListener> logger) : BackgroundService
{
    // Appends of this process wake the listener at once; those of another one are found by looking.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StandbyInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RestartInterval = TimeSpan.FromSeconds(5);

    private readonly FunctionInvoker _invoker = new(function);
    private readonly RetryPauses _pauses = new(function.Retry);
    private readonly OutageLog _outage = new($"Consuming for {function.Name}", time, logger);

    public string Topic => topic.Topic;

    public string ConsumerGroup => consumerGroup;

    /// <summary>
    /// Why nothing is consumed at the moment; null when all is well, also while another process consumes or the function fails.
    /// </summary>
    public string? Trouble => _outage.Reason;

    /// <summary>Whether the function has failed with the batch at hand and is tried again; the function logs that itself.</summary>
    public bool Retries { get; private set; }

    /// <exception cref="StartupException">The log has lost events that this group has consumed.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Nothing else is a loss: what an older copy of the store lacks comes again, since the group's offset is in the store as well.
        var next = FirstOffset();
        if (next > topic.EndOffset())
            throw directory.Lost($"the log of topic {topic.Topic} ends before offset {next}, up to which {consumerGroup} has consumed it");
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true) await TryConsumeAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped in the middle: the batch at hand isn't committed and comes again at the next start.
        }
    }

    private async Task TryConsumeAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var membership = await JoinAsync(stoppingToken);
            await ConsumeAsync(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it is, consuming must go on when it is over; until then the app isn't ready.
            _outage.Failed(e);
            await Task.Delay(RestartInterval, time, stoppingToken);
        }
    }

    // One process of the data directory consumes for the group; the others stand by and take over when it ends.
    private async Task<IDisposable> JoinAsync(CancellationToken stoppingToken)
    {
        // A group's name may be of any length and hold any character; a file's may not.
        var name = $"{topic.Topic}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(consumerGroup)))[..16]}.lock";
        var saidSo = false;
        while (true)
        {
            var membership = directory.TryLock(name);
            _outage.Succeeded();
            if (membership is not null) return membership;

            if (!saidSo) LogStandby(logger, function.Name, consumerGroup);
            saidSo = true;
            await Task.Delay(StandbyInterval, time, stoppingToken);
        }
    }

    private async Task ConsumeAsync(CancellationToken stoppingToken)
    {
        var next = await RetriedAsync(() => Task.FromResult(FirstOffset()), stoppingToken);
        while (true)
        {
            stoppingToken.ThrowIfCancellationRequested();
            var appended = topic.Appended;
            var batch = await RetriedAsync(() => Task.FromResult(topic.Read(next, settings.MaxBatchSize)), stoppingToken);
            if (batch.Count == 0)
            {
                await Task.WhenAny(appended, Task.Delay(LookInterval, time, stoppingToken));
                continue;
            }

            await DeliverAsync([.. batch], stoppingToken);
            next = batch[^1].Offset + 1;
            await RetriedAsync(() => offsets.CommitAsync(consumerGroup, topic.Topic, next, stoppingToken), stoppingToken);

            // Under load the next events gather meanwhile, and share one call, one sync and one line. The first event after a quiet moment
            // doesn't wait.
            if (batch.Count < settings.MaxBatchSize) await Task.Delay(GatherTime, time, stoppingToken);
        }
    }

    private long FirstOffset() =>
        offsets.Find(consumerGroup, topic.Topic) ?? (settings.FromEarliest ? topic.StartOffset() : topic.EndOffset());

    // Returns when the offset may move: the function returned, or the host's settings say to pass the batch over.
    private async Task DeliverAsync(KafkaRecord[] batch, CancellationToken stoppingToken)
    {
        try
        {
            for (var retries = 0; !await AttemptAsync(batch, stoppingToken); retries++)
            {
                if (settings.CommitOnFailure || (settings.MaxRetries >= 0 && retries >= settings.MaxRetries))
                {
                    LogPassedOver(logger, function.Name, batch.Length, batch[0].Offset, batch[^1].Offset);
                    return;
                }
            }
        }
        finally
        {
            Retries = false;
        }
    }

    // What maxRetries counts as one attempt; inside it the retry attribute tries again, with its pauses.
    private async Task<bool> AttemptAsync(KafkaRecord[] batch, CancellationToken stoppingToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await _invoker.InvokeAsync(scope.ServiceProvider, batch, stoppingToken);
                return true;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Retries = true;
                if (_pauses.After(attempt) is not { } pause) return false;
                LogRetry(logger, function.Name, attempt, e.Message, pause.TotalSeconds);
                await Task.Delay(pause, time, stoppingToken);
            }
        }
    }

    private async Task<T> RetriedAsync<T>(Func<Task<T>> call, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                var value = await call();
                _outage.Succeeded();
                return value;
            }
            catch (UnavailableException e)
            {
                _outage.Failed(e);
                await Task.Delay(StandbyInterval, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(20, LogLevel.Information, "{Function} is on standby: another process already consumes for group {ConsumerGroup}")]
    private static partial void LogStandby(ILogger logger, string function, string consumerGroup);

    // The function itself logs a lasting failure, and not at every attempt.
    [LoggerMessage(21, LogLevel.Debug, "{Function} failed (attempt {Attempt}): {Error} Trying again in {PauseSeconds:0.0} s")]
    private static partial void LogRetry(ILogger logger, string function, int attempt, string error, double pauseSeconds);

    [LoggerMessage(22, LogLevel.Error,
        "{Function} failed and host.json says to go on: {Count} events, offsets {First} to {Last}, are passed over")]
    private static partial void LogPassedOver(ILogger logger, string function, int count, long first, long last);
}
