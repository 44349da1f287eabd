using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Local.Embedded;

namespace Purchases.Local.Runtime;

/// <summary>
/// Delivers batches from the log to a Kafka-triggered function, for one consumer group. The group's offset moves only after the function
/// has returned. A batch whose function throws is retried without end, with the pauses of the function's retry attribute.
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
    // Appends of this process wake the listener immediately. Those of another process are found by polling.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly FunctionInvoker _invoker = new(function);
    private readonly OutageLog _outage = new($"Consuming for {function.Name}", time, logger);
    private readonly ExponentialBackoffRetryAttribute _retry =
        function.Method.GetCustomAttribute<ExponentialBackoffRetryAttribute>() ?? new(-1, "00:00:01", "00:00:30");

    public string Topic => topic.Topic;

    public string ConsumerGroup => consumerGroup;

    /// <summary>
    /// Why nothing is consumed at the moment; null when there is no problem, also while another process consumes or the function fails.
    /// </summary>
    public string? Problem => _outage.Reason;

    /// <summary>Whether the function has failed with the current batch and is being retried. The function logs that itself.</summary>
    public bool Retries { get; private set; }

    /// <summary>How far the group has read, in whichever process.</summary>
    /// <exception cref="UnavailableException">A file can't be read now.</exception>
    public TopicProgress Progress() => offsets.Progress(consumerGroup, topic, settings.AutoOffsetReset);

    /// <summary>The pause after so many failed attempts: it doubles from the attribute's minimum to its maximum.</summary>
    public static TimeSpan PauseAfter(int attempts, ExponentialBackoffRetryAttribute retry)
    {
        var minimum = TimeSpan.Parse(retry.MinimumInterval, CultureInfo.InvariantCulture);
        var maximum = TimeSpan.Parse(retry.MaximumInterval, CultureInfo.InvariantCulture);
        var doubled = minimum * Math.Pow(2, Math.Min(attempts - 1, 30));
        return doubled < maximum ? doubled : maximum;
    }

    /// <exception cref="StartupException">The log has lost events that this group has consumed.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // An older copy of the store is no loss: the group's offset is in it too, so what the copy lacks is delivered again.
        if (Progress() is { Lag: < 0 } progress)
        {
            throw directory.Lost(
                $"the log of topic {topic.Topic} ends before offset {progress.Next}, up to which {consumerGroup} has consumed it");
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                using var membership = await JoinAsync(stoppingToken);
                await ConsumeAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The uncommitted batch is delivered again. Until then the app isn't ready.
                _outage.Failed(e);
                await Task.Delay(RetryInterval, time, stoppingToken);
            }
        }
    }

    // One process of the data directory consumes for the group. The others are on standby and take over when it ends.
    private async Task<IDisposable> JoinAsync(CancellationToken stoppingToken)
    {
        // A group's name may have any length and any characters. A file's name may not.
        var identity = SHA256.HashData(Encoding.UTF8.GetBytes($"{topic.Topic}\n{consumerGroup}"));
        var name = $"consumer-{Convert.ToHexStringLower(identity)[..16]}.lock";
        for (var isLogged = false; ; isLogged = true)
        {
            if (directory.TryLock(name) is { } membership) return membership;

            _outage.Succeeded();
            if (!isLogged) LogStandby(logger, function.Name, consumerGroup);
            await Task.Delay(RetryInterval, time, stoppingToken);
        }
    }

    private async Task ConsumeAsync(CancellationToken stoppingToken)
    {
        var next = Progress().Next;
        while (true)
        {
            stoppingToken.ThrowIfCancellationRequested();
            var appended = topic.Appended;
            var batch = topic.Read(next, settings.MaxBatchSize);
            _outage.Succeeded();
            if (batch.Count == 0)
            {
                await Task.WhenAny(appended, Task.Delay(PollInterval, time, stoppingToken));
                continue;
            }

            await DeliverAsync([.. batch], stoppingToken);
            next = batch[^1].Offset + 1;
            await offsets.CommitAsync(consumerGroup, topic.Topic, next, stoppingToken);

            // Under load the next events gather during this pause and share one call, one sync and one log line. The first event after a
            // quiet moment doesn't wait.
            if (batch.Count < settings.MaxBatchSize) await Task.Delay(GatherTime, time, stoppingToken);
        }
    }

    private async Task DeliverAsync(KafkaRecord[] batch, CancellationToken stoppingToken)
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await _invoker.InvokeAsync(scope.ServiceProvider, batch, stoppingToken);
                Retries = false;
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Retries = true;
                var pause = PauseAfter(attempts, _retry);
                LogRetry(logger, function.Name, attempts, e.Message, pause.TotalSeconds);
                await Task.Delay(pause, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(20, LogLevel.Information, "{Function} is on standby: another process already consumes for group {ConsumerGroup}")]
    private static partial void LogStandby(ILogger logger, string function, string consumerGroup);

    // The function itself logs a lasting failure, and not every attempt.
    [LoggerMessage(21, LogLevel.Debug, "{Function} failed (attempt {Attempt}): {Error} Retrying in {PauseSeconds:0.0} s")]
    private static partial void LogRetry(ILogger logger, string function, int attempt, string error, double pauseSeconds);
}
