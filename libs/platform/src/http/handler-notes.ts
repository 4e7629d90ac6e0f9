import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DECORATORS } from '@nestjs/swagger';

/**
 * Adds an extension to the OpenAPI operation of a handler; on a class, of each of its handlers. Swagger's
 * own `ApiExtension` on a class would overwrite that of the handler; here `merge` decides.
 */
export const noteOf =
  <Note>(
    key: `x-${string}`,
    note: Note,
    merge: (ofHandler: Note, ofClass: Note) => Note = (ofHandler) => ofHandler,
  ): MethodDecorator & ClassDecorator =>
  (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const write = (handler: object): void => {
      const known = (Reflect.getMetadata(DECORATORS.API_EXTENSION, handler) ?? {}) as Readonly<
        Record<string, Note>
      >;
      const before = known[key];
      const noted = { ...known, [key]: before === undefined ? note : merge(before, note) };
      Reflect.defineMetadata(DECORATORS.API_EXTENSION, noted, handler);
    };
    if (descriptor) return write(descriptor.value as object);
    const { prototype } = target as { readonly prototype: object };
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype)))
      if (typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value as object))
        write(value as object);
  };
