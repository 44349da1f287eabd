namespace Purchases.Core;

/// <summary>Something that must work before this app should get requests.</summary>
public interface IReadinessCheck
{
    /// <summary>What is checked, as the 503 of /health/ready names it.</summary>
    string Name { get; }

    /// <summary>Returns when it works; throws <see cref="UnavailableException"/> saying why it doesn't.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>Events are recorded: reading may work while writing doesn't.</summary>
public sealed class RecorderReadiness(Recording.Recorder recorder) : IReadinessCheck
{
    public string Name => "recorder";

    public Task CheckAsync(CancellationToken cancellationToken) => recorder.IsHeldUp
        ? Task.FromException(new UnavailableException("recording fails; the log says why"))
        : Task.CompletedTask;
}
