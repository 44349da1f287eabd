namespace Purchases.Tests.Simulation;

/// <summary>What becomes of one thing that a process asks of a store or the topic.</summary>
internal enum Fate
{
    Works, HappensTwice, LosesItsAnswer, FailsHalfway, Fails, KillsTheProcessBefore, KillsTheProcessAfter,
}

/// <summary>
/// A recorder or an HTTP call. It stops before each thing that it asks of a store or the topic, and continues when the schedule says what
/// becomes of that. Nothing else runs meanwhile, so processes overlap in exactly the order of the schedule. A killed one never continues.
/// </summary>
internal sealed class Process(string name, Action<string> note)
{
    private TaskCompletionSource<Fate>? _asks;
    private TaskCompletionSource _stopped = new();
    private Task _work = Task.CompletedTask;

    /// <summary>Whether it has stopped in the middle of its work.</summary>
    public bool IsUnderWay => _asks is not null;

    public bool IsDead { get; private set; }

    /// <summary>Starts its work; returns at the first stop, or when the work is done.</summary>
    public Task StartAsync(Func<Task> work)
    {
        _work = work();
        return StopAsync();
    }

    /// <summary>Continues; returns at the next stop, or when the work is done.</summary>
    public Task ContinueAsync(Fate fate)
    {
        var asks = _asks!;
        _asks = null;
        asks.SetResult(fate);
        return StopAsync();
    }

    /// <param name="half">Does some of it, for a failure halfway; null where it is done at once.</param>
    public async Task<T> AskAsync<T>(string what, Func<Task<T>> whole, Func<Task>? half = null)
    {
        Model.Holds(!IsUnderWay, "A process waits for an answer before it does anything else.", what);
        var asks = _asks = new();
        _stopped.SetResult();
        var fate = await asks.Task;
        note($"{name} asks to {what}: {fate}");
        if (fate == Fate.KillsTheProcessBefore) await DieAsync();
        if (fate == Fate.FailsHalfway && half is not null) await half();
        if (fate is Fate.Fails or Fate.FailsHalfway) throw new UnavailableException($"It failed to {what}.");
        if (fate == Fate.HappensTwice) await whole();
        var answer = await whole();
        if (fate == Fate.KillsTheProcessAfter) await DieAsync();
        return fate == Fate.LosesItsAnswer ? throw new UnavailableException("The answer was lost.") : answer;
    }

    private async Task StopAsync()
    {
        await await Task.WhenAny(_stopped.Task, _work);
        _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private Task DieAsync()
    {
        IsDead = true;
        _stopped.SetResult();
        return new TaskCompletionSource().Task;
    }
}
