using Microsoft.AspNetCore.Http.Features;

namespace Purchases.Tests.Support;

/// <summary>The answer to a call without a server: what is to be done when it begins and ends is done when the test says so.</summary>
internal sealed class Answer : HttpResponseFeature
{
    private readonly List<Func<Task>> _starting = [];
    private readonly List<Func<Task>> _completed = [];

    public override void OnStarting(Func<object, Task> callback, object state) => _starting.Add(() => callback(state));

    public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Add(() => callback(state));

    public async Task BeginAsync(int status)
    {
        StatusCode = status;
        foreach (var callback in _starting) await callback();
    }

    public async Task EndAsync()
    {
        foreach (var callback in _completed) await callback();
    }
}
