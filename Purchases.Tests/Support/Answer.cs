using Microsoft.AspNetCore.Http.Features;

namespace Purchases.Tests.Support;

/// <summary>The response to a call without a server: the test decides when its start and end callbacks run.</summary>
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
